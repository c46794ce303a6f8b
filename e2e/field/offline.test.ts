import { openCase, reportEvent, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { beforeAll, expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { acceptTask, answer, openTask, takePhoto } from '../lib/field-work.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('field work without a line', (journey) => {
  const title = `地道积水 ${Date.now().toString(36)}`

  beforeAll(async () => {
    const session = await createClient({ baseUrl: journey.url }).call(signIn, {
      body: { account: 'duty', password: 'civitas-demo' },
    })
    const duty = createClient({ baseUrl: journey.url, token: () => session.accessToken })
    const event = await duty.call(reportEvent, {
      body: { type: 'waterlogging.ponding', title, position: [118.882913, 33.442635] },
    })
    await duty.call(openCase, { body: { eventId: event.id, type: 'waterlogging.road-closure' } })
  })

  it('keeps what is done in a visible queue and sends it once the line is back', async () => {
    const { page } = await journey.open('grid', '/field', sizes.phone)
    await openTask(page, '封闭道路', title)
    await acceptTask(page)
    await page.context().setOffline(true)
    await see(page.getByText('当前离线，操作会保存在本机，联网后自动发送'))
    await takePhoto(page, 'offline.png')
    await answer(page, '封控方式', '人员值守')
    await page.getByLabel('被困人数').fill('0')
    await page.getByRole('button', { name: '办结', exact: true }).click()
    await see(page.getByText(/已存在本机，联网后自动发送/))
    await page.getByRole('link', { name: /待发/ }).last().click()
    await see(page.getByText('照片 · 封闭道路'))
    await see(page.getByText('办结 · 封闭道路'))
    await page.context().setOffline(false)
    await see(page.getByText('没有待发操作'), 60_000)

    const { page: duty } = await journey.open('duty', '/console/cases?state=open', sizes.desk)
    await (
      await see(duty.locator('tbody tr.ant-table-row').filter({ hasText: title }).getByRole('link'))
    ).click()
    const task = duty.getByRole('article').filter({ hasText: '封闭道路' })
    await see(task.getByText('已办结'))
    await see(task.getByRole('img', { name: /处置照片/ }))
    await see(task.getByText('人员值守', { exact: true }))
  })

  it('starts again without a line from what the phone kept', async () => {
    const { page } = await journey.open('grid', '/field', sizes.phone)
    await (await see(page.getByRole('link', { name: /^待接收/ }))).click()
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
    await page.reload()
    await see(page.getByRole('listitem').filter({ hasText: '强排积水' }))
    await page.context().setOffline(true)
    await page.reload()
    await see(page.getByText('当前离线，操作会保存在本机，联网后自动发送'))
    await see(page.getByRole('listitem').filter({ hasText: '强排积水' }))
  })

  it('speaks English and back', async () => {
    const { page } = await journey.open('grid', '/field', sizes.phone)
    await (await see(page.getByRole('button', { name: '切换为英文' }))).click()
    await see(page.getByRole('link', { name: /^To accept/ }))
    await page.getByRole('button', { name: 'Switch to Chinese' }).click()
    expect(await (await see(page.getByRole('link', { name: /^待接收/ }))).innerText()).toMatch(/待接收/)
  })
})
