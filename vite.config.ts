import solid from 'vite-plugin-solid'
import { defineConfig } from 'vitest/config'

/** `vite build` makes the app, `vite build --mode node` the programs that run on Node. */
export default defineConfig(({ mode }) =>
  mode === 'node'
    ? {
        build: {
          ssr: true,
          target: 'node22',
          outDir: 'dist',
          emptyOutDir: false,
          minify: false,
          rolldownOptions: {
            input: {
              seqctl: 'apps/seqctl/main.ts',
              bridge: 'bridge/main.ts',
              runner: 'bridge/runner/main.ts',
              'session-host': 'bridge/mprocs/session-host.ts',
            },
            external: ['@lydell/node-pty', 'mprocs'],
            output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
          },
        },
        ssr: { noExternal: true },
      }
    : {
        root: 'apps/web',
        plugins: [solid()],
        build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2022' },
        test: {
          root: '.',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
)
