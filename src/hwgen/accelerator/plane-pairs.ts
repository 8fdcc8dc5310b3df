import { all, keep, when, type Bool } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import type { StepSignals } from './step-interface.js';

// Plane pairs (i, j) come in wavefront order: i + j falls from diagonal to diagonal, within a diagonal i falls. The addresses of both planes, and
// of those in which the diagonal began, are kept by addition.

/** Whether the diagonal goes on, and whether the next one begins one activation plane lower; else it begins one weight plane lower. */
export function diagonals(s: StepSignals): { along: Bool; activation_first: Bool } {
  const along            = all(s.weight_plane.ne(0), s.activation_plane.ne(s.activation_plane_last));
  const activation_first = s.first_activation.ne(0);
  keep({ along, activation_first });
  return { along, activation_first };
}

/** To the pair of the top planes. */
export function restartPlanes(s: StepSignals): void {
  s.weight_plane.next = s.weight_plane_last;
  s.first_weight.next = s.weight_plane_last;
  s.weight_base.next = s.weight_top_row;
  s.first_weight_at.next = s.weight_top_row;
  s.row_of_weights.next = s.weight_top_row;
  s.activation_plane.next = s.activation_plane_last;
  s.first_activation.next = s.activation_plane_last;
  s.activation_base.next = s.activation_top_word;
  s.first_activation_at.next = s.activation_top_word;
  s.word_at.next = s.activation_top_word;
}

/** The next plane pair: along the diagonal, else the start of the next one. */
export function nextPlanePair(s: StepSignals, parameters: AcceleratorParameters, { along, activation_first }: ReturnType<typeof diagonals>): void {
  const { activationAddressBits: words, weightAddressBits: rows } = geometry(parameters);
  const lowerWeight = s.weight_base.sub(s.kernel_words).wrap(rows).asUnsigned();
  const upperActivation = s.activation_base.add(s.plane_words).wrap(words);
  const lowerStart = s.first_activation_at.sub(s.plane_words).wrap(words).asUnsigned();
  const lowerFirst = s.first_weight_at.sub(s.kernel_words).wrap(rows).asUnsigned();
  keep({ lower_weight: lowerWeight, upper_activation: upperActivation, lower_start: lowerStart, lower_first: lowerFirst });
  when(along, () => {
    s.weight_plane.next = s.weight_plane.sub(1).wrap(3).asUnsigned();
    s.weight_base.next = lowerWeight;
    s.row_of_weights.next = lowerWeight;
    s.activation_plane.next = s.activation_plane.add(1).wrap(3);
    s.activation_base.next = upperActivation;
    s.word_at.next = upperActivation;
  }).elseWhen(activation_first, () => {
    const start = s.first_activation.sub(1).wrap(3).asUnsigned();
    s.first_activation.next = start;
    s.first_activation_at.next = lowerStart;
    s.activation_plane.next = start;
    s.activation_base.next = lowerStart;
    s.word_at.next = lowerStart;
    s.weight_plane.next = s.first_weight;
    s.weight_base.next = s.first_weight_at;
    s.row_of_weights.next = s.first_weight_at;
  }).otherwise(() => {
    const start = s.first_weight.sub(1).wrap(3).asUnsigned();
    s.first_weight.next = start;
    s.first_weight_at.next = lowerFirst;
    s.weight_plane.next = start;
    s.weight_base.next = lowerFirst;
    s.row_of_weights.next = lowerFirst;
    s.activation_plane.next = 0;
    s.activation_base.next = 0;
    s.word_at.next = 0;
  });
}
