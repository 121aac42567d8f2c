import { describe, expect, test } from 'vitest'
import { ATTACHABLE, readAttachment } from '../../../apps/web/src/chat/attach.ts'
import { openDemoSource } from '../../../apps/web/src/demo/demo-source.ts'

const [OUTPUT, CHANGES, SUMMARY] = ATTACHABLE

describe('readAttachment', () => {
  test('both logs of the newest attempt go along, told apart', async () => {
    const found = await readAttachment(openDemoSource(), 'lint', OUTPUT)
    expect(found.ok && [found.value.label, found.value.source]).toEqual([
      'output of lint',
      'output of step lint, attempt 1',
    ])
    expect(found.ok && found.value.text).toMatch(/redocly lint[\s\S]*--- stderr ---\n/)
  })

  test('what an attempt changed, and what its agent said', async () => {
    const source = openDemoSource()
    const changes = await readAttachment(source, 'impl-1', CHANGES)
    expect(changes.ok && changes.value.text).toMatch(/^diff --git|^--- /)
    const summary = await readAttachment(source, 'impl-1', SUMMARY)
    expect(summary.ok && summary.value.text.length).toBeGreaterThan(10)
  })

  test('a step that has not run, or left nothing, is said by name', async () => {
    const source = openDemoSource()
    const none = await readAttachment(source, 'fuse', OUTPUT)
    expect(none).toMatchObject({ failure: { message: 'fuse has not run yet.' } })
    const empty = await readAttachment(source, 'lint', SUMMARY)
    expect(empty).toMatchObject({ failure: { message: 'Attempt 1 of lint left no summary.' } })
  })

  test('only the end of a long log is read', async () => {
    const demo = openDemoSource()
    const attempts: typeof demo.attempts = async (id) => {
      const found = await demo.attempts(id)
      const [newest] = found.ok ? found.value : []
      return newest ? { ok: true, value: [{ ...newest, bytesOut: 1_000_000, bytesErr: 0 }] } : found
    }
    const asked: number[] = []
    const readLog: typeof demo.readLog = async (place, offset) => {
      asked.push(offset)
      const nextOffset = Math.min(1_000_000, offset + 40_000)
      return {
        ok: true,
        value: { ...place, offset, nextOffset, text: 'x'.repeat(nextOffset - offset) },
      }
    }
    const found = await readAttachment({ ...demo, attempts, readLog }, 'lint', OUTPUT)
    expect(found.ok && found.value.text.length).toBe(65_536)
    expect(asked).toEqual([1_000_000 - 65_536, 1_000_000 - 25_536])
  })
})
