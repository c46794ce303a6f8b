import { Button, useLocale, useTexts } from '@civitas/ui'
import { appTexts } from './app.texts.ts'
import { setLocale } from './locale.ts'

/** Shows the other language’s name and changes to it. */
export function LanguageSwitch() {
  const locale = useLocale()
  const texts = useTexts(appTexts)
  return (
    <Button
      kind="plain"
      size="small"
      lang={locale === 'en' ? 'zh-CN' : 'en'}
      aria-label={texts.languageLabel}
      onClick={() => setLocale(locale === 'en' ? 'zh-CN' : 'en')}
    >
      {texts.language}
    </Button>
  )
}
