import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { conformanceTexts } from './conformance.texts.ts'
import { Nonconformances, OverdueThings } from './overdue-list.tsx'
import { ProfileList } from './profile-list.tsx'
import { RunList } from './run-list.tsx'

/** What devices must do to be let in, which were tested, and which do not follow. */
export function ConformancePage() {
  const texts = useTexts(conformanceTexts)
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'profiles'}
        onChange={(tab) => setParameters(tab === 'profiles' ? {} : { tab })}
        items={[
          { key: 'profiles', label: texts.tabs.profiles, children: <ProfileList /> },
          { key: 'runs', label: texts.tabs.runs, children: <RunList /> },
          { key: 'overdue', label: texts.tabs.overdue, children: <OverdueThings /> },
          { key: 'nonconformances', label: texts.tabs.nonconformances, children: <Nonconformances /> },
        ]}
      />
    </Page>
  )
}
