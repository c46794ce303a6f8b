import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see, signInByHand } from '../lib/journey.ts'

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

  it('are refused with a wrong password in words', async () => {
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    await page.goto(`${journey.url}/console`)
    await signInByHand(page, 'leader', 'not the password')
    expect(await (await see(page.getByRole('alert'))).innerText()).toMatch(/账号或密码/)
  })
})
