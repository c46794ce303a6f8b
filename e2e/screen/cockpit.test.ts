import {
  freezePeriod,
  issueInstruction,
  listIndicators,
  listOrganisations,
  makeBrief,
  reviewPage,
  savePage,
  signIn,
  submitPage,
} from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

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
    await choose(page, panel.getByRole('combobox', { name: '选择数据' }), '在办案件')
    await page.keyboard.press('Escape')
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

  it('shows an overdue instruction red (PLT-092)', async () => {
    const subjectTitle = `河道水位 ${Date.now().toString(36)}`
    const leader = await signInAs(journey.url, 'leader')
    const [unit] = (await leader.call(listOrganisations, { query: { search: '城市管理局', limit: 1 } })).items
    await leader.call(issueInstruction, {
      body: {
        ...{ subjectKind: 'card', subjectId: 'level', subjectTitle, text: '查明原因并报告' },
        ...{ organisationId: unit?.id ?? '', dueTime: new Date(Date.now() + 3_000).toISOString() },
      },
    })
    const { page } = await journey.open('leader', '/console/instructions', sizes.desk)
    const line = page.getByRole('article').filter({ hasText: subjectTitle })
    await see(line.getByText('已超期', { exact: true }), 60_000)
    const shown = await journey.open('leader', '/screen/leader-cockpit', sizes.wall)
    const lamp = shown.page.getByRole('listitem').filter({ hasText: subjectTitle })
    await see(lamp.getByText('逾期', { exact: true }))
    const red = await lamp
      .locator('span')
      .first()
      .evaluate((state) => getComputedStyle(state).color)
    const [r = 0, g = 0, b = 0] = (red.match(/[\d.]+/g) ?? []).map(Number)
    expect(r).toBeGreaterThan(1.5 * Math.max(g, b))
  })

  it('keeps the numbers of a frozen briefing and tells of newer ones: 源数据已更新 (GOV-005)', async () => {
    const leader = await signInAs(journey.url, 'leader')
    const duty = await signInAs(journey.url, 'duty')
    const id = 'city-base.cases-open'
    const title = `专题简报 ${Date.now().toString(36)}`
    const brief = await duty.call(makeBrief, { body: { kind: 'week', indicators: [id], title } })
    const old = brief.figures[0]?.value ?? Number.NaN
    await leader.call(freezePeriod, {
      params: { id },
      body: { period: new Date().toISOString().slice(0, 7), value: old + 37, reason: '漏报更正' },
    })
    const name = (await duty.call(listIndicators, {})).find((one) => one.id === id)?.title.zh
    const { page } = await journey.open('leader', '/console/instructions', sizes.desk)
    const banner = page.getByRole('article').filter({ hasText: title }).getByRole('alert')
    await see(banner.getByText('源数据已更新'))
    const words = await banner.innerText()
    for (const part of [name, String(old), String(old + 37)]) expect(words).toContain(part)
  })
})
