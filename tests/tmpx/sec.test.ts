import { test } from 'vitest'
import { createByteRedactor, createRedactor, redactText } from '../../shared/policy/redact.ts'
import { corpusRows } from '../support/policy-corpus.ts'

type Row = {
  id: string
  expect: string
  kind: string
  parts: string[]
  spans: [number, number][]
  cuts?: number[]
  level?: string
}
function covered(text: string, out: string) {
  const segs = out.split('[redacted]')
  const cov = new Uint8Array(text.length).fill(1)
  let pos = 0
  for (let i = 0; i < segs.length; i++) {
    const s = segs[i]!
    let at: number
    if (i === 0) at = 0
    else if (i === segs.length - 1) at = text.length - s.length
    else at = text.indexOf(s, pos)
    if (text.slice(at, at + s.length) !== s)
      throw new Error('misaligned ' + JSON.stringify([out, s]))
    cov.fill(0, at, at + s.length)
    pos = at + s.length
  }
  return cov
}
function judge(row: Row, out: string) {
  const text = row.parts.join('')
  const cov = covered(text, out)
  let over = 0
  const inS = new Uint8Array(text.length)
  let leak = false
  for (const [a, b] of row.spans ?? []) {
    inS.fill(1, a, b)
    let run = 0
    for (let i = a; i < b; i++) {
      run = cov[i] ? 0 : run + 1
      if (run > 3) leak = true
    }
  }
  for (let i = 0; i < text.length; i++) if (cov[i] && !inS[i]) over++
  return { leak, over }
}
test('x', () => {
  const rows = corpusRows<Row>('secrets.jsonl')
  let leaks = 0,
    n = 0,
    fp = 0,
    k = 0
  for (const row of rows) {
    const text = row.parts.join('')
    const out = redactText(text)
    const j = judge(row, out)
    if (row.expect === 'redact') {
      n++
      if (j.leak || j.over > 16) {
        leaks++
        console.log(
          'BAD',
          row.id,
          row.kind,
          row.level,
          j,
          JSON.stringify(text).slice(0, 200),
          '=>',
          JSON.stringify(out).slice(0, 200),
        )
      }
    } else {
      k++
      if (out !== text) {
        fp++
        console.log(
          'FP',
          row.id,
          JSON.stringify(text).slice(0, 200),
          '=>',
          JSON.stringify(out).slice(0, 200),
        )
      }
    }
  }
  let splits = 0,
    bad = 0
  for (const row of rows) {
    const text = row.parts.join('')
    const whole = redactText(text)
    if (text.length >= 400) {
      for (const cut of row.cuts ?? []) {
        const r = createRedactor()
        const out = r.push(text.slice(0, cut)) + r.push(text.slice(cut)) + r.end()
        splits++
        if (out !== whole) {
          bad++
          console.log(row.id, cut)
        }
      }
      continue
    }
    for (let cut = 0; cut <= text.length; cut++) {
      const r = createRedactor()
      const out = r.push(text.slice(0, cut)) + r.push(text.slice(cut)) + r.end()
      splits++
      if (out !== whole) {
        bad++
        if (bad < 10) console.log('SPLIT', row.id, cut, JSON.stringify(out))
      }
    }
  }
  console.log({ leaks, n, fp, k, splits, bad })
})

import { Buffer } from 'node:buffer'

test('bench', () => {
  const lines: string[] = []
  const words =
    'compiled module src/components/Button.tsx in 12 ms; warning: unused variable foo at packages/core/lib/util/index.ts:120:14'.split(
      ' ',
    )
  for (let i = 0; i < 20000; i++) {
    const k = i % 10
    lines.push(
      k === 0
        ? `[10:${i % 60}:12] info  ${words.join(' ')}`
        : k === 1
          ? `npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory. Do not use it. #${i}`
          : k === 2
            ? `  ✓ tests/shared/step-${i}.test.ts (12 tests) ${i % 100}ms`
            : k === 3
              ? `dist/assets/index-${(i * 7919).toString(16)}.js   ${i % 900}.23 kB │ gzip: 12.10 kB`
              : k === 4
                ? `http://localhost:5173/src/main.ts?t=${i} 200 OK (3ms)`
                : k === 5
                  ? `error TS2322: Type 'string' is not assignable to type 'number'. src/app/keys/token-store.ts(${i},12)`
                  : k === 6
                    ? `added ${i} packages, and audited 120 packages in 3s`
                    : k === 7
                      ? `2026-02-07T10:00:00.000Z DEBUG worker[${i}] handled request id=01901924-fc78-740e-987d-81ce37c75cce status=200`
                      : k === 8
                        ? `commit 375bb7520d5a0b22d010eb908b7fd29672cd4f93`
                        : `    at Object.<anonymous> (/repo/src/runner/capture.ts:${i}:5)`,
    )
  }
  const text = lines.join('\n') + '\n'
  const bytes = new Uint8Array(Buffer.from(text))
  for (let r = 0; r < 5; r++) {
    const red = createByteRedactor()
    const t = performance.now()
    let n = 0
    for (let at = 0; at < bytes.length; at += 65536) {
      n += red.push(bytes.subarray(at, at + 65536)).length
    }
    n += red.end().length
    const d = performance.now() - t
    const red2 = createRedactor()
    const t2 = performance.now()
    for (let at = 0; at < text.length; at += 65536) {
      red2.push(text.slice(at, at + 65536))
    }
    red2.end()
    const d2 = performance.now() - t2
    console.log(
      'bytes',
      (bytes.length / 1e6 / (d / 1000)).toFixed(0),
      'MB/s  text',
      (text.length / 1e6 / (d2 / 1000)).toFixed(0),
      'MB/s',
      n === bytes.length,
      red.count,
    )
  }
  const long = 'x1 y'.repeat(25_000_00)
  {
    const red2 = createRedactor()
    const t2 = performance.now()
    const max = 0
    for (let at = 0; at < long.length; at += 65536) {
      red2.push(long.slice(at, at + 65536))
    }
    red2.end()
    console.log('10MB no newline', performance.now() - t2)
  }
  for (const s of [
    'password=',
    'token="',
    'key',
    'a.',
    '://:',
    'sk-',
    'Authorization: ',
    'cookie: a=',
    '-----BEGIN PRIVATE KEY-----',
    'eyJaaaaaaaa.',
    'login a password ',
  ]) {
    const big = s.repeat(Math.ceil(5e6 / s.length))
    const red = createRedactor()
    const t = performance.now()
    for (let at = 0; at < big.length; at += 65536) red.push(big.slice(at, at + 65536))
    red.end()
    console.log(JSON.stringify(s), '5MB', (performance.now() - t).toFixed(0), 'ms')
  }
})
