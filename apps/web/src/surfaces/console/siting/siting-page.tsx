import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { Coverage } from './coverage.tsx'
import { FacilityList } from './facility-list.tsx'
import { Inventory } from './inventory.tsx'
import { RequestList } from './request-list.tsx'
import { RuleList } from './rule-list.tsx'
import { sitingTexts } from './siting.texts.ts'

/** Sensing facilities, where new ones are asked for, and what they reach. */
export function SitingPage() {
  const texts = useTexts(sitingTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const requests = { key: 'requests', label: texts.tabs.requests, children: <RequestList /> }
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'facilities'}
        onChange={(tab) => setParameters(tab === 'facilities' ? {} : { tab })}
        items={[
          { key: 'facilities', label: texts.tabs.facilities, children: <FacilityList /> },
          ...(may('sensing.facilities') ? [requests] : []),
          { key: 'coverage', label: texts.tabs.coverage, children: <Coverage /> },
          { key: 'inventory', label: texts.tabs.inventory, children: <Inventory /> },
          { key: 'rules', label: texts.tabs.rules, children: <RuleList /> },
        ]}
      />
    </Page>
  )
}
