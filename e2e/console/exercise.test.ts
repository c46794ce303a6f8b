import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

/** Fills the comment of the open dialog and confirms it by its own words. */
async function confirm(page: Page, title: string, comment?: string): Promise<void> {
  const dialog = page.getByRole('dialog').filter({ hasText: title })
  await see(dialog)
  if (comment) await dialog.locator('textarea').last().fill(comment)
  await dialog.getByRole('button', { name: title }).click()
  await dialog.waitFor({ state: 'hidden' })
}

const head = (page: Page, name: string) => page.locator('header').getByRole('button', { name, exact: true })

describeJourney('the rainstorm exercise', (journey) => {
  it('is played by one person from the first warning to the review, with war mode on and off', async () => {
    const { page, errors } = await journey.open('admin', '/console/incidents', sizes.desk)
    await (await see(page.getByRole('button', { name: '开始暴雨演练' }))).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '暴雨内涝' }))
    const next = page.getByRole('button', { name: '触发下一情况' })

    await (await see(head(page, '定级'))).click()
    await confirm(page, '定级', '按预报核定')
    await next.click()
    await (await see(head(page, '启动预案'))).click()
    await confirm(page, '启动预案')
    await see(page.getByText('泵站全开并派出移动泵车'))
    for (let step = 0; step < 3; step++) await next.click()

    await (await see(page.getByRole('button', { name: '申请转战时' }))).click()
    await (await see(page.getByRole('button', { name: '授权', exact: true }))).click()
    const end = await see(page.getByRole('button', { name: '转回平时' }), 60_000)
    await see(page.getByRole('status').filter({ hasText: '战时' }))
    await end.click()
    await confirm(page, '转回平时', '雨势减弱')
    await see(page.getByRole('button', { name: '申请转战时' }))

    await (await see(head(page, '终止响应'))).click()
    await confirm(page, '终止响应', '积水排除')
    await page.locator('header').getByRole('link').filter({ hasText: '评估' }).click()
    await see(page.getByRole('heading', { name: '经验教训' }))
    await see(page.getByText('泵站全开并派出移动泵车'))
    expect(errors).toEqual([])
  })
})
