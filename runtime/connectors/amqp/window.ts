/**
 * What has been published on one AMQP channel and not been settled by the broker, in order, by delivery tag. Tags count
 * from 1 (RabbitMQ, publisher confirms). A place is free again when all before it are settled, so taking one is cheap.
 */
export class Window<T> {
  #items: (T | undefined)[] = []
  /** Where the oldest unsettled one stands, and its tag. */
  #head = 0
  #tag = 1
  #size = 0

  /** Unsettled ones. */
  get size(): number {
    return this.#size
  }

  /** Takes the next tag. */
  push(item: T): void {
    this.#items.push(item)
    this.#size++
  }

  /** @param multiple All up to and with this tag. Tags that are not in it, or were settled before, are passed over. */
  settle(tag: number, multiple: boolean, each: (item: T) => void): void {
    const last = this.#head + tag - this.#tag
    if (last >= this.#items.length) return
    for (let index = multiple ? this.#head : last; index <= last; index++) {
      const item = this.#items[index]
      if (item === undefined) continue
      this.#items[index] = undefined
      this.#size--
      each(item)
    }
    this.#advance()
  }

  /** The oldest unsettled one that is right. */
  find(isRight: (item: T) => boolean): T | undefined {
    for (let index = this.#head; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item !== undefined && isRight(item)) return item
    }
    return undefined
  }

  forEach(each: (item: T) => void): void {
    for (let index = this.#head; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item !== undefined) each(item)
    }
  }

  /** All unsettled ones, in order; it is then as new. */
  drain(): T[] {
    const left: T[] = []
    this.forEach((item) => {
      left.push(item)
    })
    this.#items = []
    this.#head = 0
    this.#tag = 1
    this.#size = 0
    return left
  }

  #advance(): void {
    const items = this.#items
    while (this.#head < items.length && items[this.#head] === undefined) {
      this.#head++
      this.#tag++
    }
    if (this.#head === items.length) {
      items.length = 0
      this.#head = 0
    } else if (this.#head > 1024 && this.#head * 2 > items.length) {
      items.splice(0, this.#head)
      this.#head = 0
    }
  }
}
