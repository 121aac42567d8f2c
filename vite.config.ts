import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import icons from 'unplugin-icons/vite'
import type { Plugin } from 'vite'
import solid from 'vite-plugin-solid'
import { defineConfig, type ViteUserConfig as UserConfig } from 'vitest/config'
import { CaseReporter } from './tests/agents/case-reporter.ts'

const WEB = resolve(import.meta.dirname, 'apps/web')
const SERVICE_WORKER = 'service-worker.js'

/** Tells the service worker which files the build has, under a name that changes with any of them. */
function precache(): Plugin {
  return {
    name: 'threados-precache',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[SERVICE_WORKER]
        if (worker?.type !== 'chunk') return
        const hash = createHash('sha256')
        for (const output of Object.values(bundle)) {
          hash.update(output.type === 'chunk' ? output.code : output.source)
        }
        const built = Object.keys(bundle).filter(
          (name) => name !== SERVICE_WORKER && name !== 'index.html',
        )
        const files = ['', ...built, ...readdirSync(resolve(WEB, 'public'))].map(
          (name) => `/${name}`,
        )
        const list = JSON.stringify({ version: hash.digest('hex').slice(0, 12), files })
        worker.code = worker.code.replaceAll('__PRECACHE__', list)
      },
    },
  }
}

/** The programs that run on Node: one file each, what they share in chunks. */
const nodeConfig: UserConfig = {
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
        'step-door': 'bridge/step-door/main.ts',
      },
      external: ['@lydell/node-pty', 'mprocs'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
  ssr: { noExternal: true },
}

/** The app. */
const webConfig: UserConfig = {
  root: 'apps/web',
  worker: { format: 'es' },
  plugins: [
    solid(),
    icons({
      compiler: 'solid',
      scale: 1,
      iconCustomizer: (_collection, _icon, props) => {
        props['aria-hidden'] = 'true'
      },
    }),
    precache(),
  ],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The editor of prompts is loaded when one is opened; what is loaded first has a test of its own.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: {
        index: resolve(WEB, 'index.html'),
        'service-worker': resolve(WEB, 'src/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? SERVICE_WORKER : 'assets/[name]-[hash].js',
      },
    },
  },
}

/** The app's own tests see packages as a browser does, all others as Node does. */
const testConfig: UserConfig = {
  test: {
    globalSetup: ['tests/support/build.ts'],
    // All cores: most tests wait for processes that they start.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/web/**'],
          // Hundreds of programs are started from source: compiled once, each takes half the time to start.
          env: {
            NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/test-code'),
          },
          benchmark: { include: ['tests/bench/**/*.bench.ts'] },
          // Ends only what hangs: a busy machine takes seconds for one command.
          testTimeout: 120_000,
        },
      },
      {
        plugins: [solid()],
        test: {
          name: 'web',
          environment: 'node',
          include: ['tests/web/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
}

/** The tests with the real agent programs, which `npm run test:agents` installs first. */
const agentsConfig: UserConfig = {
  test: {
    environment: 'node',
    include: ['tests/agents/**/*.real.ts'],
    reporters: ['default', new CaseReporter()],
    testTimeout: 300_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
}

/** `vite build` makes the app, `vite build --mode node` the programs that run on Node. */
export default defineConfig(({ mode }) => {
  if (mode === 'node') return nodeConfig
  if (mode === 'agents') return agentsConfig
  return mode === 'test' || mode === 'benchmark' ? testConfig : webConfig
})
