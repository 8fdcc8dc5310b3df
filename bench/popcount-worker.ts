import { parentPort } from 'node:worker_threads';
import { runProof, type ProofTask } from './popcount-proof.js';

/** Proves what it is sent, one after the other; answers each with its result. */
parentPort!.on('message', (task: ProofTask) => void runProof(task).then((result) => parentPort!.postMessage(result)));
