import react from '@vitejs/plugin-react'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const SERVER = process.env['SERVER'] ?? 'http://127.0.0.1:8000'
const COMPRESSIBLE = /\.(html|js|css|svg|json)$/

/** Writes `.br` and `.gz` beside what shrinks, so that the server never compresses. */
function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      await Promise.all(
        entries
          .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
          .map(async (entry) => {
            const path = join(entry.parentPath, entry.name)
            const content = await readFile(path)
            await writeFile(`${path}.br`, await promisify(brotliCompress)(content))
            await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
          }),
      )
    },
  }
}

export default defineConfig({
  plugins: [react(), compressed()],
  server: {
    proxy: { '/api': SERVER, '/health': SERVER, '/ready': SERVER, '/ws': { target: SERVER, ws: true } },
  },
  build: { manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1200 },
  test: { include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true, unstubGlobals: true, testTimeout: 60_000 },
})
