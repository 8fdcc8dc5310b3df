import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { accelerator } from '../../../src/hwgen/accelerator/accelerator.js';
import { checkParameters } from '../../../src/hwgen/accelerator/check-parameters.js';
import { emitDesign } from '../../../src/hwgen/accelerator/emit-design.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { registerMap } from '../../../src/hwgen/accelerator/register-map.js';
import { element, printXml } from '../../../src/hwgen/accelerator/packaging/xml.js';
import { verilogPorts } from './verilog-ports.js';

const { DOMParser } = parseHTML('<html></html>') as unknown as { DOMParser: new () => { parseFromString(text: string, type: string): Node } };

interface Node {
  readonly tagName: string;
  readonly textContent: string;
  readonly children: readonly Node[];
  readonly documentElement: Node;
  getAttribute(name: string): string | null;
}

const parse = (text: string): Node => new DOMParser().parseFromString(text, 'text/xml').documentElement;
const all = (node: Node, path: string): Node[] => path.split('/').reduce<Node[]>((nodes, name) => nodes.flatMap((each) => [...each.children].filter(({ tagName }) => tagName === `spirit:${name}`)), [node]);
const text = (node: Node, path: string): string | undefined => all(node, path)[0]?.textContent;

describe.each([
  ['default', defaultParameters, 'generic'],
  ['another size, for xilinx7', checkParameters({ ...defaultParameters, dm: 4, dn: 7, dk: 32, portBits: 32 }), 'xilinx7'],
] as const)('component.xml (%s)', (_, parameters, target) => {
  const files = emitDesign(parameters, process.cwd(), target);
  const component = parse(files.get('component.xml')!);
  const ports = verilogPorts(files.get('accelerator.v')!);

  it('has every port of the Verilog once, with its direction and width', () => {
    expect(all(component, 'model/ports/port').map((port) => ({
      name: text(port, 'name'), direction: text(port, 'wire/direction'), width: Number(text(port, 'wire/vector/left') ?? 0) - Number(text(port, 'wire/vector/right') ?? 0) + 1,
    }))).toEqual(ports);
    expect(ports).toHaveLength(accelerator(parameters).ir.ports.length + 2);
  });

  it('connects every port but the monitors to one bus, under the name that the bus definition gives it', () => {
    const maps = all(component, 'busInterfaces/busInterface').flatMap((bus) => all(bus, 'portMaps/portMap').map((map) => [text(bus, 'name')!, text(map, 'physicalPort/name')!, text(map, 'logicalPort/name')!] as const));
    expect(maps.map(([, physical]) => physical).sort()).toEqual(ports.map(({ name }) => name).filter((name) => !['busy', 'layer_done'].includes(name)).sort());
    for (const [bus, physical, logical] of maps) expect(physical).toBe(bus.endsWith('axi') ? `${bus}_${logical.toLowerCase()}` : bus);
  });

  it('has the five buses, with what ties clock and reset to them', () => {
    const parametersOf = (bus: Node) => all(bus, 'parameters/parameter').map((each) => `${text(each, 'name')}=${text(each, 'value')}`);
    expect(all(component, 'busInterfaces/busInterface').map((bus) => [text(bus, 'name'), all(bus, 'busType')[0]!.getAttribute('spirit:name'), ...parametersOf(bus)])).toEqual([
      ['s_axi', 'aximm', 'PROTOCOL=AXI4LITE'],
      ['m_axi', 'aximm', 'PROTOCOL=AXI4'],
      ['clk', 'clock', 'ASSOCIATED_BUSIF=s_axi:m_axi', 'ASSOCIATED_RESET=rst'],
      ['rst', 'reset', 'POLARITY=ACTIVE_HIGH'],
      ['irq', 'interrupt', 'SENSITIVITY=LEVEL_HIGH'],
    ]);
  });

  it('lists the registers of the map and the files that are written; the model of a vendor cell for simulation only', () => {
    expect(all(component, 'memoryMaps/memoryMap/addressBlock/register').map((each) => [text(each, 'name'), Number(text(each, 'addressOffset'))])).toEqual(registerMap(parameters).registers.map(({ name, offset }) => [name, offset]));
    const [synthesis, simulation] = all(component, 'fileSets/fileSet').map((set) => all(set, 'file').map((file) => text(file, 'name')!));
    const verilog = [...files.keys()].filter((name) => name.endsWith('.v'));
    expect(simulation).toEqual(verilog);
    expect(synthesis).toEqual(verilog.filter((name) => name !== 'LUT6_2.v'));
    expect(verilog.includes('LUT6_2.v')).toBe(target === 'xilinx7');
  });

  it('follows the order of elements that the standard demands', () => {
    expect([...component.children].map(({ tagName }) => tagName.replace('spirit:', ''))).toEqual(
      ['vendor', 'library', 'name', 'version', 'busInterfaces', 'addressSpaces', 'memoryMaps', 'model', 'fileSets', 'description', 'parameters']);
  });
});

it('the printer of XML escapes what would be markup', () => {
  expect(printXml(element('a', [element('b', 'x < y & "z"', { c: '"<"' }), element('d', [])]))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <b c="&quot;&lt;&quot;">x &lt; y &amp; &quot;z&quot;</b>\n  <d/>\n</a>\n');
});
