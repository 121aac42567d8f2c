import { expect, test } from 'vitest'
import { takePairingCode } from '../../../apps/web/src/start/pairing.ts'

function address(hash: string) {
  const shown: string[] = []
  const place = { hash, pathname: '/', search: '?a=1' }
  const past = {
    replaceState: (_state: unknown, _title: string, url?: string | URL | null) =>
      shown.push(String(url)),
  }
  return { code: takePairingCode(place, past), shown }
}

test('the code is read and taken out of the address and the history', () => {
  expect(address('#pair=7K3QX2MP')).toEqual({ code: '7K3QX2MP', shown: ['/?a=1'] })
})

test('something that only looks like a code is taken out too, and not used', () => {
  expect(address('#pair=<script>')).toEqual({ code: undefined, shown: ['/?a=1'] })
})

test.each(['', '#top'])('the fragment "%s" is left alone', (hash) => {
  expect(address(hash)).toEqual({ code: undefined, shown: [] })
})
