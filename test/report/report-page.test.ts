import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { reportPage } from '../../src/report/report-page.js';
import type { RunResults } from '../../src/report/run-results.js';
import type { RunVerification } from '../../src/report/run-verification.js';
import { exampleResults, exampleVerification } from './example-run.js';

const results = JSON.parse(JSON.stringify(exampleResults)) as RunResults;

function page(changes: Partial<RunResults> = {}, verification?: RunVerification): string {
  return reportPage({ name: 'digits', results: { ...results, ...changes }, verification });
}

/** What a selection of the page shows, white space evened out. */
function shown(source: string, selector: string): string[] {
  const { document } = parseHTML(source);
  return [...document.querySelectorAll(selector)].map((element) => (element as { textContent: string }).textContent.replace(/\s+/g, ' ').trim());
}

const figureOf = (source: string, title: string): string => {
  const { document } = parseHTML(source);
  const figure = [...document.querySelectorAll('figure')].find((element) => element.querySelector('h3')!.textContent === title);
  return String(figure);
};

describe('the page needs nothing else', () => {
  const source = page({}, exampleVerification);

  test('no scripts, no requests', () => {
    expect(source).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|\bsrc=|\bhref=|\son\w+=/i);
    expect(source).not.toMatch(/https?:|\/\//);
  });

  test('starts as HTML, and every element is closed', () => {
    expect(source).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    const open: string[] = [];
    for (const [, closing, name, , selfClosing] of source.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^>"])*?)(\/?)>/g)) {
      if (name === 'meta' || selfClosing === '/') continue;
      if (closing === '') open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('the same run gives the same bytes', () => {
    expect(page({}, exampleVerification)).toBe(source);
  });

  test('holds no figure that is none', () => {
    expect(source).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

describe('headline', () => {
  const tiles = (changes: Partial<RunResults>, verification?: RunVerification): string[] => shown(page(changes, verification), '.tiles > div');

  test('accuracies, cycles against the target, the best uniform network, the verification', () => {
    expect(tiles({}, exampleVerification)).toEqual([
      'Accuracy of the integer network97.26 %quantized 97.38 %, float 98.54 %',
      'Cycles per image17,327within the target of 17,438 (0.5x-w4a4): 99.36 % of it',
      'Against uniform bits+1.25 pointsw2a3, the best uniform network: 96.01 % at 16,845 cycles',
      'Verificationexactsimulator = Verilator = integer network; values and cycles, over 20 images',
    ]);
  });

  test('says so when the searched network is worse, over its target, without rivals, or not verified', () => {
    const worse = { ...results.accuracy, integer: 0.95 };
    expect(tiles({ accuracy: worse })[2]).toContain('\u22121.01 points');
    expect(tiles({ cycles: 20_000, cost: 20_000 })[1]).toContain('over the target of 17,438');
    expect(tiles({ accuracy: { ...results.accuracy, uniform: [] } })[2]).toContain('no uniform network was trained');
    expect(tiles({})[3]).toContain('not run');
  });

  test('does not call a verification exact whose cycles are not those of the search', () => {
    const cheaper = results.layers.map((layer) => (layer.name === 'conv2' ? { ...layer, cycles: 2_869 } : layer));
    expect(tiles({ layers: cheaper }, exampleVerification)[3]).toBe('Verificationcycles differfrom the cost table in conv2; values are equal over 20 images');
  });

  test('counts mismatches per engine, and does not claim Verilator where it did not run', () => {
    expect(tiles({}, { ...exampleVerification, mismatches: { simulator: 2, verilator: 1 } })[3]).toContain('3 mismatches2 by simulator, 1 by Verilator; values');
    const without = tiles({}, { ...exampleVerification, images: 1, mismatches: { simulator: 0, verilator: null } })[3];
    expect(without).toBe('Verificationexactsimulator = integer network; Verilator did not run; values and cycles, over 1 image');
    expect(tiles({}, { ...exampleVerification, mismatches: { simulator: null, verilator: 0 } })[3]).toContain('exactVerilator = integer network; the simulator did not run');
    expect(tiles({}, { ...exampleVerification, mismatches: { simulator: null, verilator: null } })[3]).toContain('not run');
    expect(tiles({}, { ...exampleVerification, simulated: { equalCycleByCycle: false } })[3]).toContain('signals differ');
  });
});

describe('tables', () => {
  const rows = (source: string, name: string): string[] => shown(source, `[aria-label="${name}"] tr`).map((row) => row.replace(/ /g, '_'));

  test('of layers: shape, bits, cycles of all witnesses, utilisation', () => {
    const { document } = parseHTML(page({}, exampleVerification));
    const cells = [...document.querySelectorAll('[aria-label="Layers"] tr')].map((row) => [...row.children].map((cell) => (cell as { textContent: string }).textContent.replace('\u00a0', ' ')));
    expect(cells).toEqual([
      ['layer', 'input', 'output', 'kernel', 'w bits', 'a bits', 'cycles, table', 'simulator', 'Verilator', 'utilisation'],
      ['conv1', '16 × 16 × 1', '8 × 8 × 16', '3 × 3, stride 2', '1', '8', '12,695', '12,695', '12,695', '41.11 %'],
      ['conv2', '8 × 8 × 16', '8 × 8 × 32', '3 × 3', '3', '4', '2,870', '2,870', '2,870', '72.22 %'],
      ['dense', '8 × 8 × 32', '1 × 1 × 10', 'dense', '5', '2', '1,762', '1,762', '1,762', '18.33 %'],
      ['all layers', '', '', '', '', '', '17,327', '17,327', '17,327', ''],
    ]);
  });

  test.each<[Partial<RunResults['layers'][number]['shape']>, string]>([
    [{ kind: 'maxpool', kernel: [3, 3], stride: [2, 2] }, 'maxpool 3 × 3, stride 2'],
    [{ kind: 'averagepool', kernel: [8, 7] }, 'averagepool 8 × 7, stride 2'],
    [{ kind: 'dense', residual: true }, 'dense, residual'],
    [{ inputShape: [16, 16, 4], groups: 4, dilation: [1, 2] }, '3 × 3, stride 2, dilation 1 × 2, depthwise'],
    [{ inputShape: [16, 16, 4], groups: 2, stride: [2, 1], dilation: [3, 3], residual: true }, '3 × 3, stride 2 × 1, dilation 3, 2 groups, residual'],
    [{ stride: [1, 1], dilation: [1, 1], groups: 1, residual: false }, '3 × 3'],
  ])('say what a layer does: %j', (fields, expected) => {
    const [first, ...rest] = results.layers;
    const { document } = parseHTML(page({ layers: [{ ...first!, shape: { ...first!.shape, ...fields } }, ...rest] }));
    const row = [...document.querySelectorAll('[aria-label="Layers"] tr')][1]!;
    expect([...row.children].map((cell) => (cell as { textContent: string }).textContent.replaceAll('\u00a0', ' '))[3]).toBe(expected);
  });

  test('mark a count that is not the table\'s', () => {
    const [first, ...rest] = exampleVerification.layers;
    const off = { ...exampleVerification, layers: [{ ...first!, cycles: { table: 12_695, simulator: 12_700, verilator: null } }, ...rest] };
    expect(shown(page({}, off), 'td .bad')).toEqual(['\u2260 12,700']);
    expect(shown(page({}, exampleVerification), 'td .bad')).toEqual([]);
  });

  test('leave out what only a verification tells', () => {
    expect(rows(page(), 'Layers')[0]).not.toMatch(/simulator|Verilator|utilisation/);
  });

  test('of networks: searched, uniform, rivals, float', () => {
    expect(rows(page(), 'Networks')).toEqual([
      'networkcyclesintegerquantizedsame_classtraining',
      'searched17,32797.26_%97.38_%99.88_%1.1_h',
      'w2a316,84596.01_%96.25_%99.77_%24.8_s',
      'w2a213,98095.02_%95.11_%99.66_%3.3_min',
      'random17,40194.07_%94.15_%99.81_%26.1_s',
      'float\u2013\u201398.54_%\u20132.9_s',
    ]);
  });
});

describe('figures', () => {
  const source = page({}, exampleVerification);

  test('each is drawn for the desktop and for the phone, and is described', () => {
    const { document } = parseHTML(source);
    for (const figure of document.querySelectorAll('figure')) {
      const drawings = [...figure.querySelectorAll('[role="img"]')];
      expect(drawings.length).toBeGreaterThanOrEqual(2);
      for (const drawing of drawings) expect([drawing.querySelectorAll('svg.plot').length, drawing.getAttribute('aria-label')!.length > 30]).toEqual([1, true]);
    }
    expect(shown(source, 'h3')).toEqual([
      'Accuracy over cycles', 'Bits per layer', 'Cycles per layer', 'Expected and argmax cycles', 'Loss of the search', 'Bits over the epochs', 'Strengths over the epochs',
      'Parameters', 'Versions', 'Data', 'Time of training', 'Cost table',
    ]);
  });

  test('accuracy over cycles names the searched and the uniform networks and the target', () => {
    const figure = figureOf(source, 'Accuracy over cycles');
    for (const text of ['searched 97.26', 'w2a3 96.01', 'w2a2 95.02', 'random 94.07', 'float 98.54', 'target, 17,438 cycles']) expect(figure).toContain(text);
    expect(shown(`<body>${figure}</body>`, '.wide circle').length).toBe(3);
  });

  test('loss of the search says whose images are meant', () => {
    const figure = figureOf(source, 'Loss of the search');
    for (const text of ['weights, on their images', 'strengths, on their fold of the images']) expect(figure).toContain(text);
  });

  test('bits per layer: a bar for weights and one for activations, as long as their bits', () => {
    const { document } = parseHTML(`<body>${figureOf(source, 'Bits per layer')}</body>`);
    const lengths = [...document.querySelectorAll('.wide [aria-label="bar"] rect')].map((bar) => Number(bar.getAttribute('width')));
    expect(lengths.map((length) => Math.round((8 * length) / Math.max(...lengths)))).toEqual([1, 8, 3, 4, 5, 2]);
  });

  test('bits over the epochs end with the bits of the network', () => {
    const figure = shown(`<body>${figureOf(source, 'Bits over the epochs')}</body>`, '.full [aria-label="text"] text');
    expect(figure).toEqual(['1×8', '1×1', '1×1', '2×8', '3×3', '3×2', '1×8', '3×3', '5×2', '1×8', '3×4', '5×2']);
  });

  test('strengths over the epochs: a bar per candidate, operand and epoch, as high as its share', () => {
    const { document } = parseHTML(`<body>${figureOf(source, 'Strengths over the epochs')}</body>`);
    const bars = [...document.querySelectorAll('.full [aria-label="bar"] rect')].map((bar) => Number(bar.getAttribute('height')));
    const most = bars.reduce((sum, height) => sum + height, 0) / (2 * 3);
    expect(bars.map((height) => Math.round((100 * height) / most)).sort((a, b) => a - b)).toEqual([
      ...new Array<number>(6).fill(5), ...new Array<number>(6).fill(15), ...new Array<number>(8).fill(25), 55, 55, 85, 85,
    ]);
    expect(document.querySelector('[role=img]')!.getAttribute('aria-label')).toContain('conv2 weights 5 bits (85 %), conv1 output map 2 bits (85 %)');
    expect(figureOf(page({ history: results.history.map(({ strengths: _, ...epoch }) => epoch) }), 'Strengths over the epochs')).toBe('undefined');
  });

  test('a search on FLOPs says so, and draws no target on the axis of cycles', () => {
    const flops = page({ unit: 'flops', targetCycles: 2_950_000, cost: 2_940_000 });
    expect(shown(flops, '.lead')[0]).toContain('for 2,950,000 FLOPs');
    expect(shown(flops, '.tiles > div')[1]).toContain('within the target of 2,950,000 FLOPs');
    expect(flops).toContain('Expected and argmax FLOPs');
    expect(figureOf(flops, 'Accuracy over cycles')).not.toContain('2,950,000');
  });

  test('a run without epochs has no curves', () => {
    expect(shown(page({ history: [] }), 'h2')).toEqual(['Networks', 'Layers', 'To repeat this run']);
  });

  test('one epoch, one layer and perfect accuracy are drawn too', () => {
    const perfect = { ...results.accuracy, float: 1, integer: 1, quantized: 1, uniform: [] };
    const small = page({ accuracy: perfect, layers: [results.layers[0]!], cycles: 12_695, history: [{ ...results.history[0]!, bits: '1x8' }] });
    expect(small).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the end of the page', () => {
  test('tells what repeats the run', () => {
    const facts = shown(page(), '.facts > div');
    for (const fact of ['seed4711', 'target0.5x-w4a4', 'candidates1, 2, 3, 4, 5', 'edgessearched', 'nodev20.19.3', 'tfjs4.22.0', 'training images6,000', `SHA-256${results.costTableHash}`]) {
      expect(facts).toContain(fact);
    }
  });
});

test('names from files stay text', () => {
  const name = '<script>alert("x")</script>';
  const [first, ...rest] = results.layers;
  const source = page({ layers: [{ ...first!, name }, ...rest], parameters: { ...results.parameters, model: name } });
  expect(source).not.toContain('<script');
  expect(shown(source, '[aria-label="Layers"] tbody th')[0]).toBe(name);
});
