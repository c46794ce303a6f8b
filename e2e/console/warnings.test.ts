import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

describeJourney('warnings', (journey) => {
  it('are drafted by one person, issued by another and lifted, and citizens see them', async () => {
    const name = `雷电 ${Date.now().toString(36)}`
    const { page: duty, errors } = await journey.open('duty', '/console/warnings', sizes.desk)
    await (await see(duty.getByRole('button', { name: '起草预警' }))).click()
    const draft = duty.getByRole('dialog')
    await draft.getByLabel('灾害名称').fill(name)
    await choose(duty, draft.getByLabel('预警等级'), '橙色')
    await draft.getByLabel('预警内容').fill('未来 3 小时有强雷电。')
    await draft.getByLabel('防御指引').fill('留在室内，远离窗户。')
    await choose(duty, draft.getByLabel('按区划选择范围'), '云城区')
    await draft.getByLabel('灾害名称').click()
    await draft.getByRole('button', { name: '起草预警' }).click()
    await see(duty.getByRole('heading', { level: 1 }).filter({ hasText: name }))
    await see(duty.getByText('须由另一人审核发布'))
    expect(await duty.getByRole('button', { name: '一键发布' }).isDisabled()).toBe(true)

    const { page: leader } = await journey.open('leader', new URL(duty.url()).pathname, sizes.desk)
    await (await see(leader.getByRole('button', { name: '一键发布' }))).click()
    await leader.getByRole('dialog').getByRole('button', { name: '一键发布' }).click()
    await see(leader.getByRole('heading', { level: 1 }).filter({ hasText: '在效' }))
    await see(leader.getByRole('cell', { name: '应急广播' }).or(leader.getByRole('cell', { name: '短信' })))
    await see(duty.getByRole('heading', { level: 1 }).filter({ hasText: '在效' }))

    const { page: citizen } = await journey.open('citizen', '/portal', sizes.phone)
    await see(citizen.getByRole('heading', { name }))

    await (await see(leader.getByRole('button', { name: '解除预警' }))).click()
    await leader.getByRole('dialog').getByLabel('说明', { exact: true }).fill('雷电已停')
    await leader.getByRole('dialog').getByRole('button', { name: '解除预警' }).click()
    await see(duty.getByRole('heading', { level: 1 }).filter({ hasText: '已解除' }))
    expect(errors).toEqual([])
  })
})
