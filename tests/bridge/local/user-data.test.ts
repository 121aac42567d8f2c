import { expect, test } from 'vitest'
import { userDataFolder } from '../../../bridge/local/user-data.ts'

test.each([
  ['linux', '/home/a', {}, '/home/a/.local/share/threados'],
  ['linux', '/home/a', { XDG_DATA_HOME: '/data' }, '/data/threados'],
  ['darwin', '/Users/a', {}, '/Users/a/Library/Application Support/ThreadOS'],
  ['win32', 'C:\\Users\\a', {}, 'C:\\Users\\a\\AppData\\Local\\ThreadOS'],
  ['win32', 'C:\\Users\\a', { LOCALAPPDATA: 'D:\\L' }, 'D:\\L\\ThreadOS'],
  ['linux', '/home/a', { THREADOS_DATA: '/elsewhere' }, '/elsewhere'],
] as const)('on %s with home %s and %o the data folder is %s', (platform, home, env, folder) => {
  expect(userDataFolder({ platform, home, env })).toBe(folder)
})
