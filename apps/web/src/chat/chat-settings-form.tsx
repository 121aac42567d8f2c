import type { JSX } from 'solid-js'
import { createSignal, For, Show } from 'solid-js'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useChatDesk } from './chat-desk.ts'
import { CHAT_WAYS, type ChatWay, DEFAULT_BASE_URL, DEFAULT_MODEL } from './chat-settings.ts'
import {
  baseUrlProblem,
  PRICE_FIELDS,
  type PriceTexts,
  pricesOf,
  textsOf,
} from './settings-draft.ts'
import './chat-settings-form.css'

const WAYS: Readonly<Record<ChatWay, string>> = {
  auto: 'Automatic: my key, else the bridge',
  key: 'With my key',
  bridge: 'Through the bridge',
  off: 'No model, commands only',
}

/** Names that are offered; any other may be typed. */
const MODELS = [DEFAULT_MODEL, 'claude-sonnet-5-5', 'claude-haiku-5-5']

/** How the chat reaches a model. Everything here stays on this device. */
export function ChatSettingsForm(): JSX.Element {
  const { settings, setSettingsOpen } = useChatDesk()
  const [way, setWay] = createSignal(settings.way())
  const [key, setKey] = createSignal(settings.key())
  const [model, setModel] = createSignal(settings.model())
  const [baseUrl, setBaseUrl] = createSignal(settings.baseUrl())
  const [prices, setPrices] = createSignal<PriceTexts>(textsOf(settings.prices()))
  const priced = () => pricesOf(prices())
  const close = () => setSettingsOpen(false)
  const save = () => {
    const known = priced()
    if (baseUrlProblem(baseUrl()) !== undefined || !known.ok) return
    settings.setWay(way())
    settings.setKey(key())
    settings.setModel(model())
    settings.setBaseUrl(baseUrl())
    settings.setPrices(known.value)
    close()
  }
  const removeKey = () => {
    setKey('')
    settings.setKey('')
  }
  return (
    <form
      class="fields chat-settings"
      aria-label="Settings of the chat"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <h3>Settings of the chat</h3>
      <Field
        label="Who answers"
        value={way()}
        options={CHAT_WAYS.map((value) => ({ value, label: WAYS[value] }))}
        onInput={(value) => setWay(CHAT_WAYS.find((known) => known === value) ?? 'auto')}
      />
      <div class="chat-key">
        <Field
          label="Your key"
          secret
          code
          value={key()}
          placeholder="sk-ant-…"
          hint="Kept in this browser, on this device, in plain text, and sent to the model's address alone. It is never written into the repository, the audit log or a snapshot."
          onInput={setKey}
        />
        <Show when={settings.key() !== ''}>
          <Button onClick={removeKey}>Remove the key</Button>
        </Show>
      </div>
      <Field
        label="Model"
        code
        value={model()}
        suggestions={MODELS}
        placeholder={DEFAULT_MODEL}
        onInput={setModel}
      />
      <Field
        label="Address of the provider"
        code
        value={baseUrl()}
        placeholder={DEFAULT_BASE_URL}
        error={baseUrlProblem(baseUrl())}
        hint={`For your own key. This page may only reach ${DEFAULT_BASE_URL} and the address that the bridge was started with (ANTHROPIC_BASE_URL).`}
        onInput={setBaseUrl}
      />
      <fieldset class="chat-prices">
        <legend class="field-label">US dollars for a million tokens</legend>
        <For each={PRICE_FIELDS}>
          {({ name, label }) => (
            <Field
              label={label}
              value={prices()[name]}
              onInput={(text) => setPrices((all) => ({ ...all, [name]: text }))}
            />
          )}
        </For>
        <p class="field-note" classList={{ 'field-error': !priced().ok }} role="status">
          {priced().ok
            ? 'ThreadOS knows no prices: without these only tokens are counted.'
            : 'Prices are numbers, such as 5 or 0.50.'}
        </p>
      </fieldset>
      <div class="chat-ways">
        <Button kind="quiet" onClick={close}>
          Cancel
        </Button>
        <Button kind="primary" type="submit" testId="chat-save">
          Save
        </Button>
      </div>
    </form>
  )
}
