import { statementsOf } from '../../hwgen/ir/walk.js';
import { locate, type Location } from '../../hwgen/language/location.js';
import type { FlatDesign } from '../engine/flat-design.js';

/** Where the source says what a signal becomes: the expression of a wire, the assignments of a register. Each place once. */
export function driversOf(design: FlatDesign, name: string): Location[] {
  const signal = design.signals.get(name);
  const definition = signal?.definition;
  const places = ((): (Location | undefined)[] => {
    if (definition?.kind === 'expression' || definition?.kind === 'bits') return [locate(definition.value.source)];
    const register = design.registers.find((each) => each.signal === signal);
    if (!register?.declaration) return [];
    const local = register.declaration.name;
    return [...statementsOf(register.scope.module.statements)].flatMap((statement) => (
      statement.kind === 'assign' && statement.register === local ? [locate(statement.source ?? statement.value.source)] : []));
  })();
  const declared = locate(signal?.source);
  // What the language makes itself when a module ends has the place of who elaborated it.
  const known = places.filter((place): place is Location => place !== undefined && (!declared || place.file === declared.file));
  return [...new Map(known.map((place) => [`${place.file}:${place.line}:${place.column}`, place])).values()];
}
