import type { Module } from '../../ir/module.js';
import { fieldsOf, isWritten } from '../../library/register-fields.js';
import type { AcceleratorParameters } from '../parameters.js';
import { registerMap } from '../register-map.js';
import { type BusName, busPorts, coreName, synthesised, topPorts, type TopPort } from './top-ports.js';
import { type Element, element, printXml } from './xml.js';

/**
 * The core as an IP-XACT component (IEEE 1685-2009): ports, buses, clock and reset, interrupt, registers, files. The bus definitions are
 * Xilinx' names for AXI, so that Vivado and tools that read its cores connect the buses.
 */
export function ipXact(top: Module, parameters: AcceleratorParameters, sources: readonly string[]): string {
  const { vendor, library, name, version } = coreName;
  return printXml(element('spirit:component', [
    spirit('vendor', vendor),
    spirit('library', library),
    spirit('name', name),
    spirit('version', version),
    spirit('busInterfaces', [
      axiBus(top, 's_axi', [spirit('slave', [reference('memoryMapRef', 'memoryMapRef', 's_axi')])]),
      axiBus(top, 'm_axi', [spirit('master', [reference('addressSpaceRef', 'addressSpaceRef', 'm_axi')])]),
      signalBus('clk', 'clock', 'CLK', 'slave', { ASSOCIATED_BUSIF: 's_axi:m_axi', ASSOCIATED_RESET: 'rst' }),
      signalBus('rst', 'reset', 'RST', 'slave', { POLARITY: 'ACTIVE_HIGH' }),
      signalBus('irq', 'interrupt', 'INTERRUPT', 'master', { SENSITIVITY: 'LEVEL_HIGH' }),
    ]),
    spirit('addressSpaces', [spirit('addressSpace', [spirit('name', 'm_axi'), spirit('range', '4G'), spirit('width', parameters.portBits)])]),
    spirit('memoryMaps', [spirit('memoryMap', [spirit('name', 's_axi'), addressBlock(parameters)])]),
    spirit('model', [
      spirit('views', ['synthesis', 'simulation'].map((use) => spirit('view', [
        spirit('name', use),
        spirit('envIdentifier', `verilogSource:*:${use}`),
        spirit('language', 'verilog'),
        spirit('modelName', top.name),
        spirit('fileSetRef', [spirit('localName', use)]),
      ]))),
      spirit('ports', topPorts(top).map(port)),
    ]),
    spirit('fileSets', [fileSet('synthesis', synthesised(sources)), fileSet('simulation', sources)]),
    spirit('description', top.doc),
    spirit('parameters', Object.entries(parameters).map(([key, value]) => spirit('parameter', [
      spirit('name', key), spirit('value', String(value), { 'spirit:format': 'long', 'spirit:resolve': 'immediate' }),
    ]))),
  ], {
    'xmlns:spirit': 'http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009',
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation': 'http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009 http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009/index.xsd',
  }));
}

const spirit = (name: string, children: Parameters<typeof element>[1], attributes: Element['attributes'] = {}): Element =>
  element(`spirit:${name}`, children, attributes);

const reference = (name: string, attribute: string, value: string): Element => spirit(name, [], { [`spirit:${attribute}`]: value });

const busType = (name: 'busType' | 'abstractionType', library: string, type: string): Element =>
  spirit(name, [], { 'spirit:vendor': 'xilinx.com', 'spirit:library': library, 'spirit:name': type, 'spirit:version': '1.0' });

const portMap = (logical: string, physical: string): Element =>
  spirit('portMap', [spirit('logicalPort', [spirit('name', logical)]), spirit('physicalPort', [spirit('name', physical)])]);

const axiBus = (top: Module, bus: BusName, mode: readonly Element[]): Element => spirit('busInterface', [
  spirit('name', bus),
  busType('busType', 'interface', 'aximm'),
  busType('abstractionType', 'interface', 'aximm_rtl'),
  ...mode,
  spirit('portMaps', busPorts(top, bus).map(({ name, role }) => portMap(`${role.channel}${role.signal}`.toUpperCase(), name))),
  busParameters({ PROTOCOL: bus === 's_axi' ? 'AXI4LITE' : 'AXI4' }),
]);

const signalBus = (name: string, type: string, logical: string, mode: 'master' | 'slave', parameters: Readonly<Record<string, string>>): Element => spirit('busInterface', [
  spirit('name', name),
  busType('busType', 'signal', type),
  busType('abstractionType', 'signal', `${type}_rtl`),
  spirit(mode, []),
  spirit('portMaps', [portMap(logical, name)]),
  busParameters(parameters),
]);

const busParameters = (parameters: Readonly<Record<string, string>>): Element =>
  spirit('parameters', Object.entries(parameters).map(([name, value]) => spirit('parameter', [spirit('name', name), spirit('value', value)])));

/** The registers; `access` is what a field's kind comes to for software. */
function addressBlock(parameters: AcceleratorParameters): Element {
  const map = registerMap(parameters);
  return spirit('addressBlock', [
    spirit('name', 'registers'),
    spirit('baseAddress', 0),
    spirit('range', 2 ** map.addressBits),
    spirit('width', 32),
    spirit('usage', 'register'),
    ...map.registers.map((register) => spirit('register', [
      spirit('name', register.name),
      spirit('description', register.doc),
      spirit('addressOffset', `0x${register.offset.toString(16)}`),
      spirit('size', 32),
      ...fieldsOf(register).map((field) => spirit('field', [
        spirit('name', field.field ?? field.register),
        spirit('description', field.doc),
        spirit('bitOffset', field.low),
        spirit('bitWidth', field.bits),
        spirit('access', field.access === 'pulse' ? 'write-only' : isWritten(field) ? 'read-write' : 'read-only'),
      ])),
    ])),
  ]);
}

const port = ({ name, direction, width, doc }: TopPort): Element => spirit('port', [
  spirit('name', name),
  ...(doc === '' ? [] : [spirit('description', doc)]),
  spirit('wire', [
    spirit('direction', direction),
    ...(width === 1 ? [] : [spirit('vector', [spirit('left', width - 1), spirit('right', 0)])]),
  ]),
]);

const fileSet = (name: string, files: readonly string[]): Element => spirit('fileSet', [
  spirit('name', name),
  ...files.map((file) => spirit('file', [spirit('name', file), spirit('fileType', 'verilogSource')])),
]);
