import {
  acceptTask,
  assignTask,
  type Case,
  type CaseState,
  completeTask,
  getCase,
  listOrganisations,
  registerCase,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { beforeAll, expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { answer } from '../lib/field-work.ts'
import { describeJourney, see } from '../lib/journey.ts'
import { makePhoto } from '../lib/photo.ts'
import { signInAs } from '../lib/sample-city.ts'

const place: [number, number] = [118.889513, 33.446135]
/** About 600 m north of the case. */
const elsewhere: [number, number] = [place[0], place[1] + 0.0055]

describeJourney('an urban case on the phone', (journey) => {
  const title = `外墙小广告 ${Date.now().toString(36)}`
  let opened: Case
  let duty: Client

  /** The task that waits now, taken and finished by whoever it is given to. */
  const finish = async (client: Client, form: Record<string, unknown>) => {
    const params = { id: await openTask() }
    await client.call(acceptTask, { params })
    await client.call(completeTask, { params, body: { form } })
  }
  const openTask = async () => {
    const { tasks } = await duty.call(getCase, { params: { id: opened.id } })
    return tasks.findLast((one) => one.doneTime === null)?.id as string
  }
  const stateOf = async (): Promise<CaseState> =>
    (await duty.call(getCase, { params: { id: opened.id } })).case.state

  beforeAll(async () => {
    duty = await signInAs(journey.url, 'duty')
    opened = await duty.call(registerCase, {
      body: {
        type: 'urban-management.urban-case',
        title,
        position: place,
        classCode: 'gbt30428.events.0201',
      },
    })
    await finish(duty, { real: true })
    await finish(duty, { accepted: true })
    const dispatcher = await signInAs(journey.url, 'dispatcher')
    const { items } = await dispatcher.call(listOrganisations, { query: { search: '城市管理局', limit: 20 } })
    const unit = items.find((one) => one.name === '云川市城市管理局')
    await dispatcher.call(assignTask, {
      params: { id: await openTask() },
      body: { organisationId: unit?.id as string },
    })
  })

  it('is signed, handled with photos, refused without one at the place, checked and closed', async () => {
    const worker = await journey.open('worker', `/field/tasks/${await openTask()}`, sizes.phone)
    const { page } = worker
    await stand(page, elsewhere)
    await (await see(page.getByRole('button', { name: '签收' }))).click()
    await see(page.getByText('已签收'))
    await page.getByRole('button', { name: '接收任务' }).click()
    await see(page.getByText('50 m 内拍摄'))
    for (const n of [1, 2]) {
      await page.getByLabel('拍照').setInputFiles(makePhoto(`${n}.png`, n))
      await see(page.getByRole('img', { name: `现场照片 ${n}` }))
    }
    await see(page.getByText(/距现场 6\d\d\sm/))
    await (await see(page.getByRole('button', { name: '申请延期' }))).click()
    await page.getByLabel('申请理由').fill('等待高空作业车')
    await page.getByRole('button', { name: '提交申请' }).click()
    await see(page.getByText('申请已提交，等待审批'))
    await answer(page, '处置方式', '清理')
    await page.getByRole('button', { name: '办结', exact: true }).click()
    await see(page.getByText(/已办结 · 已于 .* 办结/))
    expect(worker.errors).toEqual([])

    const dispatcher = await journey.open('dispatcher', `/field/tasks/${await openTask()}`, sizes.phone)
    await (await see(dispatcher.page.getByRole('button', { name: '接收任务' }))).click()
    await see(dispatcher.page.getByText('办理中'))
    await answer(dispatcher.page, '处置到位', '是')
    await dispatcher.page.getByRole('button', { name: '办结', exact: true }).click()
    await see(dispatcher.page.getByText(/已办结 · 已于 .* 办结/))

    const { page: check } = await journey.open('inspector', `/field/checks/${opened.id}`, sizes.phone)
    await see(check.getByText('到现场拍至少 1 张核查照片'))
    await check.getByLabel('结论说明').fill('现场已清理')
    const submit = check.getByRole('button', { name: '提交核查' })
    await submit.click()
    await see(check.getByText('核查须上传 1 张现场照片'))
    await stand(check, elsewhere)
    await check.getByLabel('拍照').setInputFiles(makePhoto('far.png', 3))
    await see(check.getByText('核查照片').last())
    await expect.poll(() => check.getByRole('img', { name: /现场照片/ }).count()).toBe(3)
    await submit.click()
    await see(check.getByText('没有在案件位置 50 米内拍摄的照片'))
    expect(await stateOf()).toBe('checking')
    await stand(check, place)
    await check.getByLabel('拍照').setInputFiles(makePhoto('near.png', 4))
    await expect.poll(() => check.getByRole('img', { name: /现场照片/ }).count()).toBe(4)
    await submit.click()
    await see(check.getByText('核查通过，案件已结案'))
    expect(await stateOf()).toBe('closed')
  })
})

type Page = Awaited<ReturnType<Parameters<Parameters<typeof describeJourney>[1]>[0]['open']>>['page']

/** Puts the phone somewhere; it may tell. */
async function stand(page: Page, [longitude, latitude]: [number, number]): Promise<void> {
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ longitude, latitude })
}
