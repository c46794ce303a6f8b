import { getDutyHours, listPositions, listTrackRetention, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

async function asAdmin(baseUrl: string) {
  const session = await createClient({ baseUrl }).call(signIn, {
    body: { account: 'admin', password: 'civitas-demo' },
  })
  return createClient({ baseUrl, token: () => session.accessToken })
}

describeJourney('what moves in the sample city', (journey) => {
  it('vehicles and ships are on the map while they move, and the track of one is replayed', async () => {
    const admin = await asAdmin(journey.url)
    const count = async (entityType: string) =>
      (await admin.call(listPositions, { query: { entityType } })).total
    await expect.poll(() => count('city-base.vehicle'), { timeout: 120_000 }).toBeGreaterThan(50)
    await expect.poll(() => count('city-base.vessel'), { timeout: 60_000 }).toBeGreaterThan(3)
    const { page, errors } = await journey.open('duty', '/console/tracks', sizes.desk)
    await see(page.getByText(/^地图范围内 \d+ 个对象/))
    await page.getByPlaceholder('输入号牌、名称').fill('公交车')
    await page.getByPlaceholder('输入号牌、名称').press('Enter')
    await (await see(page.getByRole('button', { name: /^公交车 云川A/ }))).click()
    await (await see(page.getByRole('button', { name: '轨迹回放' }))).click()
    await (await see(page.getByRole('button', { name: '查询轨迹' }))).click()
    await see(page.getByRole('button', { name: '播放' }))
    await see(page.getByRole('heading', { name: /^行程/ }))
    expect(errors).toEqual([])
  })

  it('the track of a person is requested, approved by another, and read', async () => {
    const admin = await asAdmin(journey.url)
    const workers = () =>
      admin.call(listPositions, { query: { entityType: 'city-base.field-worker', limit: 1 } })
    await expect.poll(async () => (await workers()).total, { timeout: 120_000 }).toBeGreaterThan(0)
    const [worker] = (await workers()).items
    const asker = await journey.open('duty', `/console/tracks?entity=${worker?.entityId}`, sizes.desk)
    await (await see(asker.page.getByRole('button', { name: '查询轨迹' }))).click()
    await (await see(asker.page.getByRole('button', { name: '提交申请' }))).click()
    const purpose = `投诉核实 ${Date.now().toString(36)}`
    const dialog = asker.page.getByRole('dialog', { name: '提交申请' })
    await dialog.getByLabel('查询目的').fill(purpose)
    await dialog.getByRole('button', { name: '提交申请' }).click()
    const mine = asker.page.locator('tbody tr').filter({ hasText: purpose })
    await see(mine.getByText('待审批'))
    const leader = await journey.open('leader', '/console/tracks', sizes.desk)
    const theirs = leader.page.locator('tbody tr').filter({ hasText: purpose })
    await (await see(theirs.getByRole('button', { name: '批准' }))).click()
    const decide = leader.page.getByRole('dialog', { name: '批准' })
    await decide.getByRole('button', { name: '批准' }).click()
    await see(theirs.getByText('已批准'))
    await asker.page.reload()
    await (await see(mine.getByRole('button', { name: '查看结果' }))).click()
    await see(asker.page.getByRole('region', { name: '查询结果' }))
    // The browser notes the refusal of the direct question.
    expect(asker.errors.filter((one) => !one.includes('403'))).toEqual([])
    expect(leader.errors).toEqual([])
  })

  it('hours of a field worker are set, and a term for a type', async () => {
    const admin = await asAdmin(journey.url)
    const workers = () =>
      admin.call(listPositions, { query: { entityType: 'city-base.field-worker', limit: 1 } })
    await expect.poll(async () => (await workers()).total, { timeout: 120_000 }).toBeGreaterThan(0)
    const [worker] = (await workers()).items
    const { page, errors } = await journey.open(
      'admin',
      `/console/tracks?tab=duty&person=${worker?.entityId}`,
      sizes.desk,
    )
    await (await see(page.getByRole('button', { name: '增加时段' }))).click()
    await page.getByLabel('开始 2').fill('21:15')
    await page.getByLabel('结束 2').fill('21:45')
    await page.getByRole('button', { name: '保存' }).click()
    await see(page.getByText('已保存'))
    const hours = await admin.call(getDutyHours, { params: { entityId: worker?.entityId ?? '' } })
    expect(hours).toContainEqual({ weekdays: [1, 2, 3, 4, 5], from: '21:15', to: '21:45' })
    await page.getByRole('tab', { name: '保留期限' }).click()
    await (await see(page.getByRole('button', { name: '设置一种类型' }))).click()
    const dialog = page.getByRole('dialog', { name: '设置一种类型' })
    await choose(page, dialog.getByLabel('对象类型'), '船舶')
    await dialog.getByLabel('保留天数').fill('90')
    await dialog.getByRole('button', { name: '设置一种类型' }).click()
    await see(page.locator('tbody tr').filter({ hasText: '船舶' }))
    expect(await admin.call(listTrackRetention)).toContainEqual({ entityType: 'city-base.vessel', days: 90 })
    expect(errors).toEqual([])
  })
})
