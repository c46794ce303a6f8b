import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('the wall', (journey) => {
  it('fits 1920 and 3840 pixels without scrolling, in both languages', async () => {
    for (const size of [sizes.wall, sizes.wall4k]) {
      const { page, errors } = await journey.open('leader', '/screen', size)
      await see(page.getByRole('heading', { level: 1, name: '云川市城市运行中心' }))
      await see(page.getByRole('heading', { name: '生效预警' }))
      await see(page.getByRole('status').filter({ hasText: '实时' }), 60_000)
      const overflow = await page.evaluate(() => [
        document.documentElement.scrollWidth - innerWidth,
        document.documentElement.scrollHeight - innerHeight,
      ])
      expect(Math.max(...overflow)).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: '切换为英文' }).click()
      await see(page.getByRole('heading', { name: 'Warnings in force' }))
      await page.getByRole('button', { name: 'Switch to Chinese' }).click()
      await see(page.getByRole('heading', { name: '生效预警' }))
      expect(errors).toEqual([])
      await page.context().close()
    }
  })

  it('opens a figure to its formula, its past and its districts, and closes it again', async () => {
    const { page } = await journey.open('leader', '/screen', sizes.wall)
    await (await see(page.getByRole('button').filter({ hasText: '积水超警点位' }))).click()
    const drawer = page.getByRole('dialog', { name: '积水超警点位' })
    for (const heading of ['计算方法', '变化趋势', '分区县', '数据明细'])
      await see(drawer.getByText(heading, { exact: false }))
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })
})
