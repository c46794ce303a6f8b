import { useTexts } from '@civitas/ui'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { CheckLog } from './check-log.tsx'
import { MappingList } from './mapping-list.tsx'
import { MessageList } from './message-list.tsx'
import { RecognitionList } from './recognition-list.tsx'
import { ReconciliationList } from './reconciliation-list.tsx'
import { ReportedList } from './reported-list.tsx'
import { SystemList } from './system-list.tsx'
import { systemTexts } from './systems.texts.ts'

/** 系统对接与互认: linked systems, their messages, the directory above, recognition (SOC-004, SOC-015, SOC-122). */
export function SystemsPage() {
  const { title, tabs } = useTexts(systemTexts)
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'systems', label: tabs.systems, children: <SystemList /> },
        { key: 'messages', label: tabs.messages, children: <MessageList /> },
        { key: 'mappings', label: tabs.mappings, children: <MappingList /> },
        { key: 'reconciliations', label: tabs.reconciliations, children: <ReconciliationList /> },
        { key: 'reported', label: tabs.reported, children: <ReportedList /> },
        { key: 'recognitions', label: tabs.recognitions, children: <RecognitionList /> },
        { key: 'checks', label: tabs.checks, children: <CheckLog /> },
      ]}
    />
  )
}
