import * as contract from '@civitas/contract'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

describeJourney('the hotline desk', (journey) => {
  it('takes a call of the switch to a ticket, an event, and a call-back (PLT-075, SOC-023)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const mark = Date.now().toString(36)
    const number = `139${String(Date.now()).slice(-8)}`
    const { page } = await journey.open('hotline', '/console/hotline', sizes.desk)
    await (await see(page.getByRole('button', { name: '示闲 F3' }))).click()
    await admin.call(contract.reportCall, { body: { externalId: mark, line: '12345', number } })
    await see(page.getByText(number))
    await (await see(page.getByRole('button', { name: '接听 F2' }))).click()
    await see(page.getByText('通话中').first())
    const title = `路灯不亮 ${mark}`
    await page.getByLabel('标题').fill(title)
    await page.getByLabel('地点').fill(`人民路 ${mark} 号`)
    await (await see(page.getByRole('button', { name: '转办 F8' }))).click()
    await see(page.getByText(/已登记 RX/))
    await (await see(page.getByRole('button', { name: '挂断 F4' }))).click()
    const find = async () => (await admin.call(contract.listTickets, { query: { search: mark } })).items[0]
    await expect.poll(async () => (await find())?.eventId, { timeout: 60_000 }).toBeTruthy()
    const eventId = (await find())?.eventId as string
    const comment = '路灯已修复'
    await expect.poll(() => closeEvent(admin, eventId, comment), { timeout: 60_000 }).toBe(true)
    await page.goto(`${journey.url}/console/tickets`)
    await page.getByLabel('搜索工单').fill(mark)
    await page.keyboard.press('Enter')
    await (await see(page.getByRole('button', { name: title }))).click()
    await (await see(page.getByRole('button', { name: '回访评价' }), 60_000)).click()
    const dialog = page.getByRole('dialog').filter({ hasText: '办理态度' })
    await choose(page, dialog.getByLabel('是否解决'), '已解决')
    await choose(page, dialog.getByLabel('办理态度'), '满意')
    await dialog.getByRole('button', { name: '回访评价' }).click()
    await see(page.getByText('已解决 · 满意'))
  })
})

/** Closes the event of the ticket, or the case that came of it; false until that can be done. */
async function closeEvent(
  admin: Awaited<ReturnType<typeof signInAs>>,
  id: string,
  comment: string,
): Promise<boolean> {
  const { event } = await admin.call(contract.getEvent, { params: { id } })
  if (event.state === 'closed') return true
  if (event.caseId)
    await admin
      .call(contract.cancelCase, { params: { id: event.caseId }, body: { reason: comment } })
      .catch(() => undefined)
  await admin.call(contract.closeEvent, { params: { id }, body: { comment } }).catch(() => undefined)
  return false
}

describeJourney('the staff portal', (journey) => {
  it('switches to another post: its pages only, and to-dos that are done vanish (PLT-078)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const worker = await signInAs(journey.url, 'worker')
    const { user } = await worker.call(contract.getMe)
    const key = Date.now().toString(36)
    const todo = { source: 'oa', key, userId: user.id, title: `公文会签 ${key}` }
    await admin.call(contract.offerTodo, { body: { ...todo, state: 'open' } })
    const units = await admin.call(contract.listOrganisations, { query: { limit: 50 } })
    const other = units.items.find((one) => one.id !== user.organisationId) as contract.Organisation
    const post = await admin.call(contract.addUserPost, {
      params: { id: user.id },
      body: {
        ...{
          title: `临时专班${key}`,
          organisationId: other.id,
          roles: ['hotline-agent'],
          divisions: ['990100'],
        },
      },
    })
    const { page } = await journey.open('worker', '/console/my-desk', sizes.desk)
    await see(page.getByText(todo.title))
    await admin.call(contract.offerTodo, { body: { ...todo, state: 'done' } })
    await page.getByText(todo.title).waitFor({ state: 'detached', timeout: 60_000 })
    const nav = page.getByRole('navigation', { name: '工作台导航' })
    expect(await nav.getByRole('link', { name: '热线坐席' }).count()).toBe(0)
    await choose(page, page.getByLabel('切换身份（单位与岗位）'), `临时专班${key}`)
    await see(nav.getByRole('link', { name: '热线坐席' }))
    expect(await nav.getByRole('link', { name: '设备总览' }).count()).toBe(0)
    await admin.call(contract.removeUserPost, { params: { id: user.id, postId: post.id } })
  })
})

describeJourney('messages', (journey) => {
  it('go out by a way that follows, and in an emergency with a reason that is kept (PLT-072)', async () => {
    const { page } = await journey.open('duty', '/console/messages', sizes.desk)
    await (await see(page.getByRole('button', { name: '发通知' }))).click()
    const dialog = page.getByRole('dialog', { name: '发通知' })
    const title = `险情通知 ${Date.now().toString(36)}`
    await dialog.getByLabel('外部号码').fill('村干部 13900000009')
    await dialog.getByLabel('标题').fill(title)
    await dialog.getByLabel('内容').fill('请立即转移低洼处群众。')
    await choose(page, dialog.getByLabel('紧急程度'), '紧急')
    await dialog.getByLabel('越过免打扰的理由').fill('河道漫堤')
    await choose(page, dialog.getByLabel('未送达时改用'), '短信')
    await dialog.getByRole('button', { name: '发通知' }).click()
    await (await see(page.getByRole('link', { name: title }))).click()
    await see(page.getByText('越过免打扰的理由：河道漫堤'))
    await see(page.getByText(/短信 1/), 60_000)
  })
})
