import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('the portal', (journey) => {
  it('takes a report one question a page, and the duty officer sees it', async () => {
    const title = `集水井盖松动 ${Date.now().toString(36)}`
    const { page, errors } = await journey.open('citizen', '/portal', sizes.phone)
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ longitude: 118.882913, latitude: 33.442635 })
    await (await see(page.getByRole('link', { name: '开始报告' }))).click()
    await see(page.getByText('第 1 步，共 5 步'))
    const next = page.getByRole('button', { name: '下一步' })
    await next.click()
    await see(page.getByText('请选一项'))
    expect(await page.getByText('下穿通道需封闭').count(), 'what only staff report').toBe(0)
    await page.getByLabel('用您自己的话找一找').fill('井盖松动')
    const found = page.getByRole('group', { name: '可能是' })
    await (await see(found.locator('label').filter({ hasText: '城市部件问题' }))).click()
    await next.click()
    await see(page.getByRole('heading', { name: '问题在哪里？' }))
    await page.getByRole('button', { name: '用我现在的位置' }).click()
    await see(page.getByText('已选位置'))
    await next.click()
    await page.getByLabel('说明').fill(title)
    await next.click()
    await see(page.getByRole('heading', { name: '还有什么要补充的吗？' }))
    await next.click()
    await see(page.getByRole('heading', { name: '请核对后提交' }))
    await see(page.getByText(title))
    await page.getByRole('button', { name: '提交报告' }).click()
    await see(page.getByRole('heading', { name: '已收到您的报告' }))
    await page.getByRole('link', { name: '返回首页' }).click()
    await see(page.getByText(title))
    expect(errors).toEqual([])

    const { page: duty } = await journey.open('duty', '/console/events?state=raised', sizes.desk)
    await (
      await see(duty.locator('tbody tr.ant-table-row').filter({ hasText: title }).getByRole('link'))
    ).click()
    await (await see(duty.getByRole('button', { name: '判为不属实' }))).click()
    const dialog = duty.getByRole('dialog')
    await dialog.getByLabel('说明', { exact: true }).fill('现场复核，井盖完好。')
    await dialog.getByRole('button', { name: '判为不属实' }).click()
    await see(duty.getByRole('heading', { level: 1 }).filter({ hasText: '不属实' }))

    const { page: told } = await journey.open('citizen', '/portal', sizes.phone)
    await see(told.getByText('现场复核，井盖完好。'), 60_000)
  })

  it('reads larger for elders and in English', async () => {
    const { page } = await journey.open('citizen', '/portal', sizes.phone)
    const size = () =>
      page
        .locator('main p')
        .first()
        .evaluate((each) => parseFloat(getComputedStyle(each).fontSize))
    await see(page.locator('main p'))
    const usual = await size()
    await page.getByRole('button', { name: '长辈模式' }).click()
    await expect.poll(size).toBeGreaterThan(usual)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    await page.getByRole('button', { name: '标准字号' }).click()
    await page.getByRole('button', { name: '切换为英文' }).click()
    await see(page.getByRole('heading', { name: 'Report a problem' }))
    await page.getByRole('button', { name: 'Switch to Chinese' }).click()
    await see(page.getByRole('heading', { name: '报告问题' }))
  })
})
