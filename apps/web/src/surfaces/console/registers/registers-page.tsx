import { useTexts } from '@civitas/ui'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { cardCheckTexts } from './card-checks.texts.ts'
import { CardChecks, CardRecoveries } from './card-checks.tsx'
import { CardList } from './card-list.tsx'
import { EstateList } from './estate-list.tsx'
import { oversightTexts } from './oversight.texts.ts'
import { PermitList } from './permit-list.tsx'
import { permitTexts } from './permits.texts.ts'
import { PromiseList } from './promises.tsx'
import { registerTexts } from './registers.texts.ts'
import { TrenchList } from './trench-list.tsx'

/** 登记与联合办理: book of estates, openings of roads, permits of firms, production of cards (SOC-008 to SOC-010, SOC-021). */
export function RegistersPage() {
  const { pages, tabs } = useTexts(registerTexts)
  const checks = useTexts(cardCheckTexts)
  const over = useTexts(oversightTexts)
  const permits = useTexts(permitTexts)
  const may = useMay()
  const examines = [
    { key: 'estates', label: tabs.estates, children: <EstateList /> },
    { key: 'trenches', label: tabs.trenches, children: <TrenchList /> },
    { key: 'permits', label: permits.tab, children: <PermitList /> },
    { key: 'promises', label: over.tabs.promises, children: <PromiseList /> },
  ]
  return (
    <TabsPage
      title={pages.registers}
      tabs={[
        ...(may('services.examine') ? examines : []),
        ...(may('services.accept') ? [{ key: 'cards', label: tabs.cards, children: <CardList /> }] : []),
        ...(may('services.scan')
          ? [{ key: 'checks', label: checks.tabs.checks, children: <CardChecks /> }]
          : []),
        ...(may('services.accept')
          ? [{ key: 'recoveries', label: checks.tabs.recoveries, children: <CardRecoveries /> }]
          : []),
      ]}
    />
  )
}
