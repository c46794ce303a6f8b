import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, readNumber, see } from '../lib/journey.ts'

const total = (page: Page) => page.getByText(/^共 [\d\u2009]+ 条$/u)

describeJourney('lists of the console', (journey) => {
  it('search on the server, keep what was asked in the address, and page', async () => {
    const { page, errors } = await journey.open('duty', '/console/entities', sizes.desk)
    await expect.poll(() => readNumber(total(page)), { timeout: 30_000 }).toBeGreaterThan(10_000)
    const all = await readNumber(total(page))
    await page.getByRole('searchbox', { name: '搜名称、编号' }).fill('下穿通道水位计')
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('下穿通道水位计')
    await expect.poll(() => readNumber(total(page))).toBeLessThan(all)
    const found = await readNumber(total(page))
    expect(found).toBeGreaterThan(0)
    for (const row of await page.locator('tbody tr.ant-table-row').all())
      expect(await row.innerText()).toContain('下穿通道水位计')
    await page.reload()
    await expect.poll(() => readNumber(total(page)), { timeout: 30_000 }).toBe(found)
    expect(await page.getByRole('searchbox', { name: '搜名称、编号' }).inputValue()).toBe('下穿通道水位计')
    await page.getByRole('button', { name: '清除条件' }).first().click()
    await expect.poll(() => readNumber(total(page))).toBe(all)
    const first = await page.locator('tbody tr.ant-table-row').first().innerText()
    await page.getByTitle('2', { exact: true }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('page')).toBe('2')
    await expect.poll(() => page.locator('tbody tr.ant-table-row').first().innerText()).not.toBe(first)
    expect(errors).toEqual([])
  })

  it('narrow by a filter that the address keeps', async () => {
    const { page } = await journey.open('duty', '/console/devices', sizes.desk)
    await expect.poll(() => readNumber(total(page)), { timeout: 30_000 }).toBeGreaterThan(0)
    const all = await readNumber(total(page))
    await page.getByRole('button', { name: /^翻斗雨量计/ }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('type')).toBe('waterlogging.rain-gauge')
    await expect.poll(() => readNumber(total(page))).toBeLessThan(all)
    const some = await readNumber(total(page))
    await choose(page, page.getByRole('combobox', { name: '区划' }), '云城区')
    await expect.poll(() => new URL(page.url()).searchParams.get('division')).toBe('990102')
    await expect.poll(() => readNumber(total(page))).toBeLessThan(some)
    await page.goBack()
    await expect.poll(() => new URL(page.url()).searchParams.get('division')).toBeNull()
  })

  it('are walked through with the keyboard', async () => {
    const { page } = await journey.open('duty', '/console/devices', sizes.desk)
    const rows = page.locator('tbody tr.ant-table-row')
    await see(rows)
    const name = await rows.nth(1).getByRole('link').first().innerText()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: name }))
    await page.getByRole('link', { name: /返回列表/ }).click()
    await see(rows)
    await page.keyboard.press('/')
    await page.keyboard.type('福湖')
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('福湖')
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('?')
    await see(page.getByRole('dialog', { name: '快捷键' }).getByText('打开选中的行'))
  })

  it('say what may not be seen, to who may not see it', async () => {
    const { page } = await journey.open('grid', '/console/audit', sizes.desk)
    await see(page.getByText(/权限/))
    await expect.poll(() => page.locator('tbody tr.ant-table-row').count()).toBe(0)
    expect(await page.getByRole('navigation').getByRole('link', { name: '审计记录' }).count()).toBe(0)
  })
})
