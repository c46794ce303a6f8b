import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { DesktopList } from './desktop-list.tsx'
import { DesktopSessionList } from './desktop-session-list.tsx'
import { EdgeNodeList } from './edge-node-list.tsx'
import { PolicyList } from './policy-list.tsx'
import { ReleaseList } from './release-list.tsx'
import { TerminalList } from './terminal-list.tsx'
import { terminalsTexts } from './terminals.texts.ts'

/** What staff and streets work with: terminals, their policies and versions, edge nodes, cloud desktops. */
export function TerminalsPage() {
  const texts = useTexts(terminalsTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('sensing.terminals')) return <EmptyState title={forbidden} />
  const { tabs } = texts
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'terminals'}
        onChange={(tab) => setParameters(tab === 'terminals' ? {} : { tab })}
        items={[
          { key: 'terminals', label: tabs.terminals, children: <TerminalList /> },
          { key: 'policies', label: tabs.policies, children: <PolicyList /> },
          { key: 'releases', label: tabs.releases, children: <ReleaseList /> },
          { key: 'nodes', label: tabs.nodes, children: <EdgeNodeList /> },
          { key: 'desktops', label: tabs.desktops, children: <DesktopList /> },
          { key: 'sessions', label: tabs.sessions, children: <DesktopSessionList /> },
        ]}
      />
    </Page>
  )
}
