import { reviewPage, savePage, signIn, submitPage } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('a cockpit', (journey) => {
  it('is built without code, reviewed by another person, and shown on a display', async () => {
    const id = `e2e-${Date.now()}`
    const { page, errors } = await journey.open('duty', '/console/cockpits', sizes.desk)
    await (await see(page.getByRole('button', { name: '新建驾驶舱' }))).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('页面编码').fill(id)
    await dialog.getByLabel('页面名称').fill('试搭驾驶舱')
    await dialog.getByRole('button', { name: '新建驾驶舱' }).click()
    await (await see(page.getByRole('button', { name: '添加数字' }))).click()
    const panel = page.getByRole('complementary', { name: '属性' })
    await panel.getByLabel('页面名称').fill('在办案件数')
    await panel.getByRole('combobox', { name: '选择数据' }).click()
    await page.keyboard.type('在办案件')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '添加雷达' }).click()
    const placed = page.locator('[data-component^="radar"]')
    const before = await placed.boundingBox()
    await placed.getByRole('button').focus()
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(
      ([selector, y]) =>
        (document.querySelector(String(selector))?.getBoundingClientRect().y ?? 0) > Number(y),
      ['[data-component^="radar"]', before?.y ?? 0] as const,
    )
    await page.getByRole('button', { name: '提交审核' }).click()
    await see(page.getByRole('status').filter({ hasText: '审核中' }))
    expect(errors).toEqual([])

    const reviewer = await journey.open('leader', `/console/cockpits/${id}`, sizes.desk)
    await (await see(reviewer.page.getByRole('button', { name: '审核通过并发布' }))).click()
    await see(reviewer.page.getByRole('status').filter({ hasText: '已发布' }))

    const shown = await journey.open('leader', `/screen/${id}`, sizes.wall)
    await see(shown.page.getByRole('heading', { level: 1, name: '试搭驾驶舱' }))
    await see(shown.page.getByRole('heading', { level: 2, name: '在办案件数' }))
    const overflow = await shown.page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
    ])
    expect(Math.max(...overflow)).toBeLessThanOrEqual(0)
    expect(shown.errors).toEqual([])
  })

  it('draws a candle of prices and tells its four values (PLT-093)', async () => {
    const baseUrl = journey.url
    const as = async (account: string) => {
      const body = { account, password: 'civitas-demo' }
      const { accessToken } = await createClient({ baseUrl }).call(signIn, { body })
      return createClient({ baseUrl, token: () => accessToken })
    }
    const params = { id: `e2e-k-${Date.now()}` }
    const items = [{ name: '6月1日', open: 10, high: 12, low: 9.5, close: 11 }]
    const place = { id: 'k', kind: 'k-line' as const, title: '菜价', x: 0, y: 0, w: 24, h: 20 }
    const components = [
      { ...place, grade: 'internal' as const, binding: { source: 'static' as const, items } },
    ]
    const content = { theme: 'dark' as const, rows: 20, refreshSeconds: 5, components }
    const duty = await as('duty')
    await duty.call(savePage, { params, body: { title: '价格', grade: 'internal', content } })
    await duty.call(submitPage, { params })
    await (await as('leader')).call(reviewPage, { params, body: { approve: true } })
    const { page } = await journey.open('duty', `/screen/${params.id}`, sizes.wall)
    await see(page.getByRole('heading', { level: 2, name: '菜价' }))
    const tip = async () => {
      await page.mouse.move(960, 500)
      await page.mouse.move(965, 510)
      return page.locator('body').innerText()
    }
    await expect.poll(tip, { timeout: 20_000, interval: 500 }).toContain('低 9.5')
    for (const part of ['开 10.0', '高 12.0', '收 11.0']) expect(await tip()).toContain(part)
  })
})
