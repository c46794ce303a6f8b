import { addUserPost, createUser, listAuditEntries, listOrganisations, reportEvent } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see, signInByHand } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

const password = 'lantern-harbour-47'

describeJourney('users', (journey) => {
  it('are made, disabled, and leave their trail in the audit', async () => {
    const account = `keeper-${Date.now().toString(36)}`
    const { page } = await journey.open('admin', '/console/users', sizes.desk)
    await (await see(page.getByRole('button', { name: '新建用户' }))).click()
    const dialog = page.getByRole('dialog', { name: '新建用户' })
    await dialog.getByLabel('账号').fill(account)
    await dialog.getByLabel('姓名').fill('试用值守员')
    await dialog.getByLabel('初始密码').fill('short')
    await dialog.getByRole('button', { name: '保存' }).click()
    await see(dialog.getByText(/10/).locator('visible=true'))
    await dialog.getByLabel('初始密码').fill(password)
    await choose(page, dialog.getByLabel('角色'), '值班员')
    await page.keyboard.press('Escape')
    await choose(page, dialog.getByLabel('数据范围（区划）'), '云城区')
    await dialog.getByLabel('姓名').click()
    await dialog.getByRole('button', { name: '保存' }).click()
    const row = page.locator('tbody tr.ant-table-row').filter({ hasText: account })
    await page.getByRole('searchbox', { name: '搜账号、姓名' }).fill(account)
    await see(row.filter({ hasText: '正常' }))

    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const other = journey.keep(await context.newPage())
    await other.goto(`${journey.url}/console`)
    await signInByHand(other, account, password)
    await see(other.getByRole('heading', { name: '值班首页' }))

    await row.getByRole('button', { name: '停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await see(row.filter({ hasText: '已停用' }))
    await other.reload()
    await signInByHand(other, account, password)
    await see(other.getByRole('alert'))
    expect(await other.getByRole('heading', { name: '值班首页' }).count()).toBe(0)

    await page.goto(`${journey.url}/console/audit`)
    await see(page.locator('tbody tr.ant-table-row').filter({ hasText: 'admin' }).filter({ hasText: '用户' }))
    await see(page.locator('tbody tr.ant-table-row').filter({ hasText: account }))
  })

  it('switch to another post: only its pages stay, and what they do is logged under it (PLT-078)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const unit = async (search: string) =>
      (await admin.call(listOrganisations, { query: { search, limit: 1 } })).items[0]?.id as string
    const [account, name] = [`two-posts-${Date.now().toString(36)}`, '王双岗']
    const { id } = await admin.call(createUser, {
      body: {
        ...{ account, name, password, roles: ['unit-worker'], divisions: ['990100'] },
        organisationId: await unit('城市管理局'),
      },
    })
    await admin.call(addUserPost, {
      params: { id },
      body: {
        ...{ title: '防汛专班话务员', roles: ['hotline-agent'], divisions: ['990100'] },
        organisationId: await unit('12345'),
      },
    })
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    await page.goto(`${journey.url}/console`)
    await signInByHand(page, account, password)
    const link = (path: string) => page.locator(`nav a[href="/console/${path}"]`)
    await link('city-parts').first().waitFor({ state: 'attached' })
    expect(await link('hotline').count()).toBe(0)
    await choose(page, page.getByRole('combobox', { name: '切换身份（单位与岗位）' }), '防汛专班话务员')
    await link('hotline').first().waitFor({ state: 'attached' })
    expect(await link('city-parts').count()).toBe(0)
    await see(page.locator('.ant-select').filter({ hasText: '防汛专班话务员' }))
    const kept = await page.evaluate(() => localStorage.getItem('civitas.session'))
    const { accessToken } = JSON.parse(kept ?? '{}') as { accessToken: string }
    const own = createClient({ baseUrl: journey.url, token: () => accessToken })
    await own.call(reportEvent, {
      body: { type: 'city-base.parts-damage', title: '井盖破损', position: [118.905, 33.405] },
    })
    const logged = async () =>
      (await admin.call(listAuditEntries, { query: { account, limit: 20 } })).items.map((one) => one.detail)
    await expect.poll(logged).toContainEqual(expect.objectContaining({ post: '防汛专班话务员' }))
  })

  it('are refused with a wrong password in words', async () => {
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    await page.goto(`${journey.url}/console`)
    await signInByHand(page, 'leader', 'not the password')
    expect(await (await see(page.getByRole('alert'))).innerText()).toMatch(/账号或密码/)
  })
})
