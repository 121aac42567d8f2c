import { pictureFile, SHOTS, SIZES } from './picture-catalogue.ts'

function picture(name: string, title: string, width: number, theme: 'light' | 'dark'): string {
  return `[![${title}, ${theme}, ${width} wide](images/ui/${pictureFile(name, width, theme)})](images/ui/${pictureFile(name, width, theme)})`
}

function section({ name, title, about }: (typeof SHOTS)[number]): string {
  const [wide, narrow] = SIZES
  return [
    `## ${title}`,
    about,
    [
      '| Light | Dark |',
      '|---|---|',
      `| ${picture(name, title, wide.width, 'light')} | ${picture(name, title, wide.width, 'dark')} |`,
      `| ${picture(name, title, narrow.width, 'light')} | ${picture(name, title, narrow.width, 'dark')} |`,
    ].join('\n'),
  ].join('\n\n')
}

/** The text of docs/ui.md, from the catalogue of the reference pictures. */
export function uiPage(): string {
  return `${[
    '# The app, screen by screen',
    'These are the reference pictures of the visual test (`tests/e2e/pictures.spec.ts`): every screen and state in both themes, in a wide and in a narrow window. When the app looks different, the test fails and shows where. After a change that is meant, `npm run pictures` takes them anew; look at each before you commit it.',
    ...SHOTS.map(section),
  ].join('\n\n')}\n`
}
