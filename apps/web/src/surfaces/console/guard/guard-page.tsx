import { useTexts } from '@civitas/ui'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { AlertList } from './alert-list.tsx'
import { guardTexts } from './guard.texts.ts'
import { LeakList } from './leak-list.tsx'
import { RightList } from './right-list.tsx'
import { RulesForm } from './rules-form.tsx'

/** 数据安全: alerts on uses, leaks with their clocks, what persons ask (PLT-115, PLT-116). */
export function GuardPage() {
  const { title, tabs } = useTexts(guardTexts)
  const may = useMay()
  const secure = may('data.secure')
    ? [
        { key: 'alerts', label: tabs.alerts, children: <AlertList /> },
        { key: 'leaks', label: tabs.leaks, children: <LeakList /> },
      ]
    : []
  return (
    <TabsPage
      title={title}
      tabs={[
        ...secure,
        { key: 'rights', label: tabs.rights, children: <RightList /> },
        ...(may('data.secure') ? [{ key: 'rules', label: tabs.rules, children: <RulesForm /> }] : []),
      ]}
    />
  )
}
