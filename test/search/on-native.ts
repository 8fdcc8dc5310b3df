import { vi } from 'vitest';

/** Set-up of the vitest project `native`: a test that asks for wasm gets tfjs-node in its place, and must hold there as well. */
vi.mock('../../src/search/backend/load-backend.js', async (load) => {
  const original = await load<typeof import('../../src/search/backend/load-backend.js')>();
  return { ...original, loadBackend: (choice: Parameters<typeof original.loadBackend>[0]) => original.loadBackend(choice === 'wasm' ? 'node' : choice) };
});
