import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, section, see, signInByHand } from '../lib/journey.ts'

/** Rain needs a moment to become a confirmed warning: ten minutes of city time, a few of real time on a busy machine. */
const RAIN_MS = 120_000

describeJourney('a rainstorm, from the first drop to the closed case', (journey) => {
  it('is started by the duty officer and raises a red warning with its case', async () => {
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    await page.goto(`${journey.url}/console`)
    await signInByHand(page, 'duty')
    await see(page.getByRole('heading', { name: '值班首页' }))
    await startRainstorm(page)
    await see(page.getByText('正在演练：暴雨'))
    const warning = section(page, '生效中的预警').getByRole('link').filter({ hasText: '红色' })
    await (await see(warning, RAIN_MS)).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '红色' }))
    await (await see(page.getByRole('button', { name: '查看案件' }))).click()
    await see(page.getByText('封控与排水'))
    await see(page.getByRole('heading', { name: '封闭道路' }))
    await see(page.getByRole('heading', { name: '强排积水' }))
    expect(page.url()).toMatch(/\/console\/cases\/./)
  })
})

async function startRainstorm(page: Page): Promise<void> {
  const line = section(page, '演练控制')
    .locator('div')
    .filter({ has: page.locator('b', { hasText: /^暴雨$/ }) })
  await line.last().locator('xpath=..').getByRole('button').click()
}
