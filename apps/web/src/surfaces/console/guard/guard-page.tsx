import { useTexts } from '@civitas/ui'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { ActivityList } from './activity-list.tsx'
import { AlertList } from './alert-list.tsx'
import { AppChecks } from './app-checks.tsx'
import { guardTexts } from './guard.texts.ts'
import { ImagePlaces } from './image-places.tsx'
import { LeakList } from './leak-list.tsx'
import { registerTexts } from './registers.texts.ts'
import { RightList } from './right-list.tsx'
import { RulesForm } from './rules-form.tsx'
import { SupplierList } from './supplier-list.tsx'
import { TransferList } from './transfer-list.tsx'

/** 数据安全: alerts on uses, leaks with their clocks, what persons ask, registers, apps (PLT-115, PLT-116). */
export function GuardPage() {
  const { title, tabs } = useTexts(guardTexts)
  const { tabs: registers } = useTexts(registerTexts)
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
        { key: 'activities', label: registers.activities, children: <ActivityList /> },
        { key: 'transfers', label: registers.transfers, children: <TransferList /> },
        { key: 'suppliers', label: registers.suppliers, children: <SupplierList /> },
        ...(may('data.secure')
          ? [
              { key: 'apps', label: registers.apps, children: <AppChecks /> },
              { key: 'places', label: registers.places, children: <ImagePlaces /> },
              { key: 'rules', label: tabs.rules, children: <RulesForm /> },
            ]
          : []),
      ]}
    />
  )
}
