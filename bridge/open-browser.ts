import { spawn } from 'node:child_process'

/** The command that opens a URL in the user's browser, as an argument list. */
export function openCommand(platform: NodeJS.Platform, url: string): readonly string[] {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return [platform === 'darwin' ? 'open' : 'xdg-open', url]
}

/** Opens a URL in the user's browser. Where that fails the printed URL is there to click on. */
export function openBrowser(url: string): void {
  const [program = '', ...args] = openCommand(process.platform, url)
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write(`Open ${url} in your browser.\n`))
  child.unref()
}
