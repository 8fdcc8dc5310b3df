import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitDesign } from '../../../src/hwgen/accelerator/emit-design.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { itWithVerilator } from '../../with-verilator.js';
import { verilogPorts } from './verilog-ports.js';

const runs = (tool: string, ...words: string[]): boolean => spawnSync(tool, words, { input: '' }).status === 0;
const itWithPython = it.skipIf(!runs('python3', '--version'));
const itWithTcl = it.skipIf(!runs('tclsh'));

const files = emitDesign(defaultParameters, process.cwd());
const ports = verilogPorts(files.get('accelerator.v')!);
const sources = [...files.keys()].filter((name) => name.endsWith('.v'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-scripts-'));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));
const run = (tool: string, ...words: string[]): string => execFileSync(tool, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });

/** The parts of migen and LiteX that the module uses, by their documented names: they record what they are given. */
const pythonStand = {
  'migen/__init__.py': `
class Signal:
    def __init__(self, width=1, name=None): self.width, self.name = width, name
    def __getitem__(self, bits): return Signal(bits.stop, self.name + "[:%d]" % bits.stop)
    def eq(self, value): return (self.name, value)
class ClockSignal(Signal):
    def __init__(self, domain): super().__init__(1, "clock " + domain)
class ResetSignal(Signal):
    def __init__(self, domain): super().__init__(1, "reset " + domain)
class Instance:
    def __init__(self, of, **connections): self.of, self.connections = of, connections
`,
  'litex/gen.py': `
class LiteXModule:
    def __setattr__(self, name, value):
        if hasattr(value, "name") and value.name is None: value.name = name
        object.__setattr__(self, name, value)
    def __getattr__(self, name):
        if name not in ("specials", "comb"): raise AttributeError(name)
        object.__setattr__(self, name, Collected())
        return getattr(self, name)
class Collected(list):
    def __iadd__(self, more):
        self.extend(more if isinstance(more, list) else [more])
        return self
`,
  'litex/soc/integration/soc.py': `
class SoCRegion:
    def __init__(self, origin, size, cached): self.origin, self.size, self.cached = origin, size, cached
`,
  'litex/soc/interconnect/axi.py': `
from migen import Signal
class Channel:
    def __init__(self, bus, name, **signals):
        for signal, width in dict(signals, valid=1, ready=1).items():
            setattr(self, signal, Signal(width, bus + "." + name + "." + signal))
class AXILiteInterface:
    def __init__(self, data_width, address_width):
        for name in ("aw", "ar"): setattr(self, name, Channel("control", name, addr=address_width))
        self.w = Channel("control", "w", data=data_width, strb=data_width // 8)
        self.b = Channel("control", "b", resp=2)
        self.r = Channel("control", "r", data=data_width, resp=2)
class AXIInterface:
    def __init__(self, data_width, address_width, id_width):
        for name in ("aw", "ar"): setattr(self, name, Channel("memory", name, addr=address_width, len=8, size=3, burst=2, cache=4))
        self.w = Channel("memory", "w", data=data_width, strb=data_width // 8, last=1)
        self.b = Channel("memory", "b", resp=2)
        self.r = Channel("memory", "r", data=data_width, resp=2, last=1)
`,
  'use.py': `
import json, os, sys
sys.path.insert(0, sys.argv[1])
from bitloom_litex import Bitloom
calls = []
class Recorder:
    def __init__(self, path): self.path, self.enabled = path, True
    def __getattr__(self, name): return lambda *given, **named: calls.append([self.path + "." + name, [str(each) for each in given if isinstance(each, (str, int))]])
class Platform(Recorder):
    def add_source(self, path): calls.append(["source", [os.path.relpath(path, sys.argv[1])]])
class SoC:
    bus, irq = Recorder("bus"), Recorder("irq")
    if len(sys.argv) > 2: dma_bus = Recorder("dma_bus")
core = Bitloom(Platform("platform"))
core.connect(SoC, "core", origin=0x90000000)
instance, = core.specials
print(json.dumps({"of": instance.of, "connections": [[name, each.name, each.width] for name, each in instance.connections.items()], "calls": calls}))
`,
};

describe('bitloom_litex.py', () => {
  beforeAll(() => {
    for (const [name, text] of Object.entries(pythonStand)) {
      mkdirSync(join(folder, 'stand', name, '..'), { recursive: true });
      writeFileSync(join(folder, 'stand', name), text);
    }
  });
  const use = (...words: string[]) => JSON.parse(run('python3', 'stand/use.py', folder, ...words)) as { of: string; connections: [string, string, number][]; calls: unknown[] };

  itWithPython('connects every port of the Verilog once, by direction and width', () => {
    const { of, connections } = use();
    expect(of).toBe('accelerator');
    expect(connections.map(([port, , width]) => ({ name: port.slice(2), direction: port.startsWith('i_') ? 'in' : 'out', width }))).toEqual(ports);
    expect(new Set(connections.map(([, signal]) => signal)).size).toBe(ports.length);
    for (const [port, signal] of connections) {
      const axi = /^[io]_([sm])_axi_(aw|ar|w|b|r)(\w+)$/.exec(port);
      if (axi) expect(signal.replace('[:8]', '')).toBe(`${axi[1] === 's' ? 'control' : 'memory'}.${axi[2]}.${axi[3]}`);
    }
  });

  itWithPython('adds the sources and takes its places on the buses: the DMA bus where there is one', () => {
    expect(use().calls).toEqual([...sources.map((name) => ['source', [name]]), ['bus.add_slave', ['core']], ['bus.add_master', ['core']], ['irq.add', ['core']]]);
    expect(use('dma').calls).toContainEqual(['dma_bus.add_master', ['core']]);
  });
});

/** Vivado's commands: each is printed; a bus is found after it was inferred. `found` are the buses that packaging finds by itself. */
const vivado = (found: string, possible: string): string => `
set found {${found}}
proc log {words} {puts [join $words " "]}
proc unknown {args} {log $args; return ""}
proc ipx::current_core {} {return core}
proc ipx::infer_bus_interface {port type core} {
  log [list infer $port $type]
  if {[lsearch {${possible}} $port] >= 0} {lappend ::found $port}
}
proc ipx::infer_bus_interfaces {type core} {log [list infer all $type]; lappend ::found s_axi m_axi}
proc ipx::get_bus_interfaces {quiet name of core} {return [expr {[lsearch $::found $name] >= 0 ? "bus:$name" : ""}]}
proc ipx::get_bus_parameters {args} {return [expr {[info exists ::asked([lindex $args end])] ? "parameter:[lindex $args 1]" : ""}]}
proc ipx::add_bus_parameter {name interface} {set ::asked($interface) 1; log [list parameter $interface $name]}
`;

describe('package_ip.tcl', () => {
  const withVivado = (stand: string): string => {
    const namespaces = 'namespace eval ipx {}\n';
    writeFileSync(join(folder, 'vivado.tcl'), `${namespaces}${stand}\nset argv {xc7a35t out}\nset argc 2\nsource package_ip.tcl\n`);
    return run('tclsh', 'vivado.tcl').replaceAll(folder, 'HERE');
  };

  itWithTcl('adds every source, and packages buses, clock, reset and interrupt', () => {
    const lines = withVivado(vivado('s_axi m_axi clk', 'rst irq')).split('\n');
    expect(lines.filter((line) => line.startsWith('add_files'))).toEqual(sources.map((name) => `add_files -norecurse HERE/${name}`));
    expect(lines.filter((line) => !line.startsWith('add_files')).join('\n')).toMatchSnapshot();
  });

  itWithTcl('asks for buses that were not found, and stops when one is not there', () => {
    expect(withVivado(vivado('', 'clk rst irq'))).toContain('infer all xilinx.com:interface:aximm_rtl:1.0\n');
    expect(() => withVivado(vivado('s_axi m_axi', 'clk rst'))).toThrow('no bus interface irq');
  });
});

describe('the file lists', () => {
  it('of FuseSoC and simulators name every Verilog file', () => {
    expect(files.get('accelerator.f')).toBe(`${sources.join('\n')}\n`);
    const listed = [...files.get('accelerator.core')!.matchAll(/^ {6}- (\S+)$/gm)].map(([, name]) => name);
    expect(listed).toEqual(sources);
    const xilinx = emitDesign(defaultParameters, process.cwd(), 'xilinx7').get('accelerator.core')!;
    expect(/ {2}cells:\n {4}files:\n {6}- LUT6_2.v\n/.test(xilinx)).toBe(true);
    expect(files.get('accelerator.core')!.replace(/( {6}- \S+\.v\n)+/, '      - …\n')).toMatchSnapshot();
  });

  itWithVerilator('give Verilator the whole design', () => {
    expect(run('verilator', '--lint-only', '-Wall', '--top-module', 'accelerator', '-f', 'accelerator.f')).toBe('');
  });
});
