import { parentPort, workerData } from 'node:worker_threads';
import { findFault } from './find-fault.js';
import { plannedFaults, type Plan } from './planned-faults.js';

/** Finds the faults whose numbers it is sent, one after the other; answers each with what became of it. An error of its own ends it: it says nothing of a fault. */
const faults = plannedFaults(workerData as Plan);
parentPort!.on('message', (index: number) => void findFault(faults[index]!).then((finding) => parentPort!.postMessage(finding)));
