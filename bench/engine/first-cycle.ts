/**
 * From a Node that is up to the first cycle of the default accelerator, in a process of its own: loads the modules, elaborates the
 * design, compiles it and runs one cycle; then what a long run adds, the division into regions. Prints the milliseconds as JSON.
 */
const began = performance.now();
const { defaultParameters } = await import('../../src/hwgen/accelerator/parameters.js');
const { system } = await import('../../src/sim/device/system.js');
const { createEngine } = await import('../../src/sim/engine/engine.js');
const loaded = performance.now();
const design = system({ accelerator: defaultParameters, memoryBeats: 2 ** 16 }).ir;
const elaborated = performance.now();
const engine = createEngine(design, { hash: false });
const lowered = performance.now();
await engine.run(1);
const ran = performance.now();
await engine.run(1000);
const divided = performance.now();
console.log(JSON.stringify({ load: loaded - began, elaborate: elaborated - loaded, lower: lowered - elaborated, code: ran - lowered, total: ran - loaded, divide: divided - ran }));
