import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

const parameter = (url: string, name: string) => new URL(url).searchParams.get(name)

describeJourney('the analyst’s map', (journey) => {
  it('finds a gauge, shows its live value and history, and keeps the view in the address', async () => {
    const { page, errors } = await journey.open('duty', '/map', sizes.desk)
    await see(page.getByRole('button', { name: '放大' }), 60_000)
    await page.keyboard.press('/')
    await page.keyboard.type('下穿通道水位计')
    const hit = await see(page.getByRole('region', { name: '设施与实体' }).getByRole('button'))
    const name = await hit.locator('span').innerText()
    await hit.click()
    await expect.poll(() => parameter(page.url(), 'c'), { timeout: 60_000 }).toBeTruthy()
    await see(page.getByRole('heading', { level: 2, name }))
    await see(page.getByRole('button').filter({ hasText: '积水深度' }))
    await see(page.getByText('积水深度的变化'))
    const shared = page.url()
    expect(parameter(shared, 'select')).toBeTruthy()
    await page.goto(shared)
    await see(page.getByRole('heading', { level: 2, name }), 60_000)
    await (await see(page.getByRole('button', { name: '关闭', exact: true }))).click()
    await expect.poll(() => parameter(page.url(), 'select')).toBeNull()
    expect(errors).toEqual([])
  })

  it('switches layers in the address and speaks English', async () => {
    const { page } = await journey.open('duty', '/map', sizes.desk)
    const schools = await see(page.getByRole('checkbox', { name: '学校' }), 60_000)
    expect(await schools.isChecked()).toBe(false)
    await schools.check()
    await expect.poll(() => parameter(page.url(), 'layers')).toMatch(/^\*/)
    await page.reload()
    await expect
      .poll(() => page.getByRole('checkbox', { name: '学校' }).isChecked(), { timeout: 60_000 })
      .toBe(true)
    await page.getByRole('button', { name: '切换为英文' }).click()
    await see(page.getByRole('heading', { level: 1, name: 'City map' }))
    await see(page.getByRole('checkbox', { name: 'School' }))
    await page.getByRole('button', { name: 'Switch to Chinese' }).click()
    await see(page.getByRole('heading', { level: 1, name: '一张图' }))
  })
})
