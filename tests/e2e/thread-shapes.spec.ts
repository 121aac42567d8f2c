import { threadShapes } from '../support/thread-shapes.ts'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

test('threads have their shapes, groups fold, and a double click leads to the prompt', async ({
  page,
  site,
  folder,
}) => {
  const repo = gitRepo(folder, 'project', threadShapes(Date.now(), 90_000))
  await openFolder(page, site.url, repo)
  const node = (id: string) => page.locator(`[data-node="${id}"]`)
  await expect(node('lead')).toBeVisible()
  await expect(page.locator('.lane-inner')).toHaveText(['by lead', 'watches soak'])
  await expect(node('soak').locator('.card-beat')).toHaveText(/beat \d+ min \d+ s ago/)
  await expect(node('fuse').locator('.card-fusion')).toHaveText('2')
  await expectAccessible(page)

  await page.locator('.group').hover({ position: { x: 40, y: 12 } })
  await page.getByRole('button', { name: 'Fold group ways' }).click()
  await expect(node('try-1')).toHaveCount(0)
  await expect(node('group:ways')).toContainText('1 failed')
  await expectAccessible(page)
  await node('lead').locator('.node-main').click()
  await page.keyboard.press('Escape')
  await node('group:ways').locator('.node-main').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Unfold group ways' }).click()
  await expect(node('try-1')).toBeVisible()

  await node('fuse').locator('.node-main').dblclick()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('tab', { name: 'Prompt' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(inspector.locator('.cm-content')).toBeVisible()
})
