import { setFlagsFromString } from 'node:v8';

/**
 * V8 up to version 11 gives functions of more than 8192 virtual registers to a quicker register allocator, whose code is four times as slow.
 * A large design is one such function, compiled once and run for billions of cycles: ask for the good one. Later versions have neither
 * the quick one nor the flag.
 */
export function preferGoodRegisterAllocation(): void {
  const [major] = process.versions.v8.split('.');
  if (Number(major) <= 11) setFlagsFromString('--no-turbo-use-mid-tier-regalloc-for-huge-functions');
}
