import { signOut } from '@civitas/sdk'
import { Button, useTexts } from '@civitas/ui'
import styles from './account-menu.module.css'
import { appTexts } from './app.texts.ts'
import { client } from './client.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { queryClient } from './query.ts'
import { setSession, useSession } from './session.ts'

/** Ends the session here and on the platform. */
export async function endSession(): Promise<void> {
  await client.call(signOut).catch(() => undefined)
  setSession(null)
  queryClient.clear()
}

/** Who is signed in, language and sign-out, for the head of a surface. */
export function AccountMenu() {
  const texts = useTexts(appTexts)
  const session = useSession()
  return (
    <div className={styles.menu}>
      <LanguageSwitch />
      {session ? (
        <>
          <a className={styles.name} href="/portal/security">
            {session.user.name}
          </a>
          <Button kind="plain" size="small" onClick={() => void endSession()}>
            {texts.signOut}
          </Button>
        </>
      ) : null}
    </div>
  )
}
