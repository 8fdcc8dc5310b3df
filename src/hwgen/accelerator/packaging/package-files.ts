import type { Module } from '../../ir/module.js';
import type { AcceleratorParameters } from '../parameters.js';
import { driverExample } from './c-example.js';
import { driverHeader } from './c-driver.js';
import { fileList, fuseSocCore } from './file-lists.js';
import { ipXact } from './ip-xact.js';
import { liteXModule } from './litex-module.js';
import { vivadoScript } from './vivado-script.js';

/**
 * What brings the generated Verilog into other people's flows, by file name: a file list, FuseSoC, IP-XACT, a packaging script for Vivado, a
 * LiteX module, a C driver with an example. `sources` are the Verilog files, children before parents; all of them stand in one folder.
 */
export function packageFiles(top: Module, parameters: AcceleratorParameters, sources: readonly string[]): Map<string, string> {
  return new Map([
    ['accelerator.f', fileList(sources)],
    ['accelerator.core', fuseSocCore(top, sources)],
    ['component.xml', ipXact(top, parameters, sources)],
    ['package_ip.tcl', vivadoScript(top, sources)],
    ['bitloom_litex.py', liteXModule(top, parameters, sources)],
    ['driver.h', driverHeader(parameters)],
    ['example.c', driverExample()],
  ]);
}
