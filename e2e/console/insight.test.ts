import { createFusedView, getThing, listThings, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

describeJourney('fusion and forecasts', (journey) => {
  it('a panel shows a derived value, and a file is ordered and made', async () => {
    const session = await createClient({ baseUrl: journey.url }).call(signIn, {
      body: { account: 'admin', password: 'civitas-demo' },
    })
    const admin = createClient({ baseUrl: journey.url, token: () => session.accessToken })
    const [gauge] = (await admin.call(listThings, { query: { type: 'waterlogging.rain-gauge', limit: 1 } }))
      .items
    const { datastreams } = await admin.call(getThing, { params: { id: gauge?.id ?? '' } })
    const stream = datastreams[0]
    const view = await admin.call(createFusedView, {
      body: {
        title: `汇水试验 ${Date.now().toString(36)}`,
        members: [{ name: 'rain', title: '雨量', datastreamId: stream?.datastreamId ?? 0 }],
        constants: [{ name: 'area', title: '汇水面积', unit: 'm²', value: 1_000 }],
        values: [{ name: 'volume', title: '来水量', unit: 'm³', expression: 'rain * area / 1000' }],
      },
    })
    const { page, errors } = await journey.open('admin', '/console/insight', sizes.desk)
    await (await see(page.getByRole('button', { name: view.title }))).click()
    const panel = page.getByRole('region', { name: view.title })
    await see(panel.getByText('来水量').first())
    await see(panel.getByText(gauge?.name ?? '').first())
    const row = page.locator('tbody tr').filter({ hasText: view.title })
    await row.getByRole('button', { name: '修改' }).click()
    const change = page.getByRole('dialog', { name: '修改面板' })
    await see(change.getByText(gauge?.name ?? ''))
    const renamed = `${view.title} 改`
    await change.getByLabel('名称', { exact: true }).first().fill(renamed)
    await change.getByRole('button', { name: '修改面板' }).click()
    const changed = page.locator('tbody tr').filter({ hasText: renamed })
    await see(changed)
    await changed.getByRole('button', { name: '删除' }).click()
    await page.getByRole('dialog', { name: '删除' }).getByRole('button', { name: '删除' }).click()
    await changed.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '定时文件' }).click()
    await (await see(page.getByRole('button', { name: '新建定时文件' }))).click()
    const dialog = page.getByRole('dialog', { name: '新建定时文件' })
    const title = `雨量日报 ${Date.now().toString(36)}`
    await dialog.getByLabel('名称').fill(title)
    await choose(page, dialog.getByLabel('设备类型'), '雨量')
    await choose(page, dialog.getByLabel('数据项'), '小时雨量')
    await dialog.getByRole('button', { name: '新建定时文件' }).click()
    await (await see(page.getByRole('button', { name: title }))).click()
    const runs = page.getByRole('region', { name: title })
    await (await see(runs.getByRole('button', { name: '立即生成' }))).click()
    await see(runs.getByRole('button', { name: '下载' }))
    expect(errors).toEqual([])
  })
})
