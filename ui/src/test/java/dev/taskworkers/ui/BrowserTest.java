// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.testbed.Axe;
import dev.taskworkers.testbed.Chrome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

@Tag("slow")
@DisplayName("In a browser, the page")
class BrowserTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOSTILE = "<img src=x onerror=document.title='owned'>";
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final String UNWATCHED =
      "The operator does not watch namespace media. To have it follow the pools there, name the"
          + " namespace in the chart's value namespaces, and upgrade the release.";

  private final FakeSource source = new FakeSource();
  private final FakeActions actions = new FakeActions();
  private final FakeLetters letters = new FakeLetters();
  private UiServer server;
  private ChromeDriver browser;

  @BeforeEach
  void begin() {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    server =
        UiServer.start(
            0,
            "--port",
            new UiServer.Contents(source, actions, this::history, letters),
            Duration.ofMillis(200));
  }

  @AfterEach
  void end() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  private List<PoolHistory.Deed> history(String pool) {
    return List.of(
        new PoolHistory.Deed(NOON, "kubectl-scale", "Last set its fields: spec.replicas."),
        new PoolHistory.Deed(NOON.minusSeconds(60), "operator", pool + ": " + HOSTILE));
  }

  /** Opens the address that the command prints, in a window of that width. */
  private void open(int width, boolean dark) {
    browser = Chrome.open(width, 1000, dark);
    browser.get(server.address().toString());
  }

  private List<WebElement> all(String css) {
    return browser.findElements(By.cssSelector(css));
  }

  /** Of what is filled anew at each news, so that an element may be gone when it is asked. */
  private List<String> texts(String css) {
    var texts =
        (List<?>)
            browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map((e) =>"
                    + " e.innerText.replace(/\\s+/g, ' ').trim())",
                css);
    return texts.stream().map(String::valueOf).toList();
  }

  private void awaitText(String css, String text) {
    Chrome.awaitText(browser, css, text);
  }

  private void nothingIsComplainedOf() {
    nothingIsComplainedOfBut("nothing");
  }

  /** Browsers log answers of such a status, whatever a page makes of them. */
  private void nothingIsComplainedOfBut(String status) {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .allMatch(entry -> entry.getMessage().contains("status of " + status));
    assertThat(browser.getTitle()).doesNotContain("owned");
    assertThat(all("img, script:not([src])")).isEmpty();
  }

  private void everybodyCanUseIt() {
    nothingIsComplainedOf();
    assertThat(Axe.violations(browser)).isEmpty();
    // What axe has the browser say is not the page's.
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .allMatch(entry -> entry.getLevel().equals(Level.WARNING));
  }

  /** For a person to look at. */
  private void photograph(String name) throws IOException {
    var height = ((Number) browser.executeScript("return document.body.scrollHeight")).intValue();
    var width = ((Number) browser.executeScript("return innerWidth")).intValue();
    Chrome.size(browser, width, height + 100);
    var folder = Files.createDirectories(Path.of("target", "page"));
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static String row(String name, String state, int level, double wait) {
    return "{\"pool\":\"%s\",\"state\":\"%s\",\"level\":%d,\"message\":\"%s says %s.\","
            .formatted(name, state, level, name, HOSTILE)
        + "\"now\":{\"waitSeconds\":%s,\"objectiveSeconds\":30,\"waiting\":45,\"running\":12,"
            .formatted(wait)
        + "\"arrivalRate\":7.3,\"ready\":2,\"desired\":5,\"maxReplicas\":20,\"binds\":\"limit\","
        + "\"reason\":\"Maximum\"},\"arrivals\":[-1,1,2,3],\"done\":[-1,1,1,2]}";
  }

  private void list(String... rows) {
    source.answer(
        "/pools",
        "{\"version\":1,\"now\":\"" + NOON + "\",\"pools\":[" + String.join(",", rows) + "]}");
  }

  private void listOfMedia(String... rows) {
    list(rows);
    var all = source.get("/pools").body();
    source.answer("/pools", all.replaceFirst("}$", ",\"namespaces\":[\"media\"]}"));
  }

  private void whole() throws IOException {
    list(row("media/calm", "working", 2, 0), row("media/late", "late", 0, 300));
    for (var name : List.of("calm", "late")) {
      source.answer("/pools/media/" + name, read("pool.json"));
      source.answer("/pools/media/" + name + "/timeline", read("timeline.json"));
    }
  }

  private static String read(String resource) throws IOException {
    try (var in = BrowserTest.class.getResourceAsStream("/ui/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("HOSTILE", HOSTILE);
    }
  }

  @Test
  void lists_the_pool_that_is_ill_first_and_shows_what_is_hostile_as_text() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    assertThat(all("tbody th a")).extracting(WebElement::getText).containsExactly("late", "calm");
    assertThat(all("tbody td.why").get(0).getText()).isEqualTo("media/late says " + HOSTILE + ".");
    assertThat(browser.findElement(By.id("count")).getText()).isEqualTo("2 pools; 1 to look at.");
    photograph("pools");
    everybodyCanUseIt();
    nothingIsComplainedOf();
  }

  @Test
  void is_sorted_filtered_and_opened_by_the_keyboard_alone() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    browser.findElement(By.xpath("//thead//button[.='Pool']")).sendKeys(Keys.ENTER);
    assertThat(all("tbody th a")).extracting(WebElement::getText).containsExactly("calm", "late");
    browser.findElement(By.id("filter")).sendKeys("cal");
    assertThat(all("tbody th a")).extracting(WebElement::getText).containsExactly("calm");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("h1", "media/calm");
    awaitText("#why", "has the last word");
    nothingIsComplainedOf();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"all pools", "a pool"})
  void has_nothing_to_press_or_fill_in_that_the_tab_key_does_not_reach(String view)
      throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    if (view.equals("a pool")) {
      all("tbody th a").get(0).sendKeys(Keys.ENTER);
      awaitText("#actions button", "Pin");
      awaitText("#trust", "Known since");
    }
    var names =
        "const name = (e) => `${e.tagName} ${e.id || e.getAttribute('aria-label') || e.textContent.trim()}`;";
    browser.executeScript(
        names
            + "window.reached = new Set();"
            + "document.addEventListener('focusin', (e) => reached.add(name(e.target)));"
            + "document.activeElement.blur();");
    for (var i = 0; i < 80; i++) {
      new Actions(browser).sendKeys(Keys.TAB).perform();
    }

    var missed =
        browser.executeScript(
            names
                + "return [...document.querySelectorAll('a[href], button, input, select, summary,"
                + " [tabindex=\"0\"]')].filter((e) => e.checkVisibility() && !e.disabled).map(name)"
                + ".filter((one) => !reached.has(one));");
    assertThat((List<?>) missed).isEmpty();
  }

  @ParameterizedTest(name = "{0} pixels wide, dark: {1}")
  @CsvSource({"1400,false", "1400,true", "400,false", "400,true"})
  void shows_a_pool_with_its_day_its_arithmetic_its_workers_and_its_doubts(int width, boolean dark)
      throws Exception {
    whole();
    open(width, dark);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).click();
    awaitText("#trust", "Known since");

    assertThat(all(".chart canvas")).hasSize(4);
    assertThat(browser.findElement(By.id("tasks-chart")).getDomAttribute("aria-label"))
        .isEqualTo("45 tasks wait and 12 run, as estimated; Monitoring shows 40.");
    awaitText("#why", "Maximum has the last word. Without it the pool would have 15 pods.");
    awaitText("#workers", "2 of 4 slots busy");
    awaitText("#workers", HOSTILE);
    awaitText("#workers", "ready after 20 s, 4 s of them without a node");
    awaitText("#workers", "thumbs:1.4.2@0123456789ab on node-7");
    assertThat(texts("#running tbody tr"))
        .containsExactly(
            "1155480001 late-1 2 11 min 10 min stuck: it was told to stop, but continues",
            "1155489111 late-1 1 75 s 10 min");
    awaitText("#failures", "3 of 200 runs");
    assertThat(texts("#failures tbody tr"))
        .containsExactly(
            "com.acme.NoSuchImage There is no image "
                + HOSTILE
                + ". 1,412 2.5/min 3 h ago 30 s ago 1155489203",
            "timeout The task ran longer than its limit of 600 s. 2 0/min 60 min ago 40 min ago"
                + " 1155489001");
    assertThat(all("#distributions table")).hasSize(2);
    assertThat(texts("#distributions table tbody th"))
        .startsWith("30 s to 60 s", "10 s to 30 s")
        .doesNotContain("up to 60 s");
    assertThat(all("#distributions .heat")).hasSize(12 * (5 + 2));
    assertThat(
            browser.executeScript(
                "return document.querySelectorAll('#distributions .heat')[11].title"))
        .asString()
        .startsWith("21 of 357 tasks waited 30 s to 60 s, from ");
    awaitText("#trust", "2 of 3 ready workers heard");
    awaitText("#changes", "5 → 15");
    assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
        .isEqualTo((long) width);
    photograph("pool-" + width + (dark ? "-dark" : ""));
    everybodyCanUseIt();
    nothingIsComplainedOf();
  }

  /** Where the axis of time begins and ends, in all charts alike, in seconds. */
  private List<Double> shownTime() {
    var axes =
        (List<?>)
            browser.executeScript(
                "return [...new Set(uPlot.sync('pool').plots.map((p) =>"
                    + " `${p.scales.x.min} ${p.scales.x.max}`))]");
    assertThat(axes).as("the axes of all charts").hasSize(1);
    return Stream.of(String.valueOf(axes.get(0)).split(" ")).map(Double::valueOf).toList();
  }

  private void awaitShownTime(double from, double to) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var shown = shownTime();
              // A pixel is less than a second of a quarter of an hour.
              assertThat(shown.get(0)).isCloseTo(from, within(1.5));
              assertThat(shown.get(1)).isCloseTo(to, within(1.5));
            });
  }

  private void openPool() throws IOException {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");
  }

  /** The drawn part of a chart, which is where the mouse is taken. */
  private WebElement plot(String chart) {
    return browser.findElement(By.cssSelector("#" + chart + "-chart .u-over"));
  }

  private void pointAt(WebElement plot, double share) {
    var width = plot.getSize().getWidth();
    new Actions(browser)
        .moveToElement(plot, (int) Math.round(share * width) - width / 2, 0)
        .perform();
  }

  private void drag(WebElement plot, double from, double to) {
    var width = plot.getSize().getWidth();
    var middle = width / 2;
    new Actions(browser)
        .moveToElement(plot, (int) Math.round(from * width) - middle, 0)
        .clickAndHold()
        .moveToElement(plot, (int) Math.round(to * width) - middle, 0)
        .release()
        .perform();
  }

  @Test
  void says_the_numbers_that_are_pointed_at_and_the_sentence_of_a_mark() throws Exception {
    openPool();
    awaitText("#pointed", "Point at a chart");
    var end = NOON.getEpochSecond();
    awaitShownTime(end - 900, end);

    // Of all charts, whichever is pointed at; none moves under the pointer.
    var top = plot("tasks").getLocation().getY();
    pointAt(plot("tasks"), 0.25);
    awaitText("#pointed", "Monitoring 40, estimated");
    awaitText("#pointed", "ready");
    assertThat(texts("#pointed")).noneMatch(text -> text.contains("→"));

    // The decision is half of the quarter of an hour old, and has its mark in another chart.
    pointAt(plot("waits"), 0.5);
    awaitText("#pointed", "5 → 15: Up from 5 to 15: ");
    assertThat(plot("tasks").getLocation().getY()).isEqualTo(top);
    photograph("pointed");
    everybodyCanUseIt();

    new Actions(browser).moveToElement(browser.findElement(By.tagName("h1"))).perform();
    awaitText("#pointed", "Point at a chart");
    nothingIsComplainedOf();
  }

  /** Of so many that the operator tells the sentences of the newest {@code told} alone. */
  private void decisions(int count, int told) throws IOException {
    var json = new ObjectMapper();
    var timeline = (ObjectNode) json.readTree(read("timeline.json"));
    var earlier = timeline.putObject("earlier");
    var times = earlier.putArray("at");
    var froms = earlier.putArray("from");
    var tos = earlier.putArray("to");
    var newest = timeline.putArray("decisions");
    var all = json.createObjectNode();
    var kept = all.putArray("decisions");
    for (var i = 0; i < count; i++) {
      // The first is half of the quarter of an hour old.
      var at = NOON.minusSeconds(450 - i);
      if (i < count - told) {
        times.add(at.toEpochMilli());
        froms.add(i);
        tos.add(i + 1);
      }
      for (var marks : i < count - told ? List.of(kept) : List.of(kept, newest)) {
        var mark = marks.addObject().put("at", at.toString()).put("from", i).put("to", i + 1);
        mark.put("message", "Up to " + (i + 1) + " for " + HOSTILE + ".");
      }
    }
    source.answer("/pools/media/late/timeline", timeline.toString());
    source.answer("/pools/media/late/decisions", all.toString());
  }

  @Test
  void lists_the_newest_decisions_and_all_when_asked_to_by_the_keyboard() throws Exception {
    whole();
    decisions(42, 35);
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#changes", "41 → 42");

    assertThat(all("#changes li")).hasSize(30);
    browser.findElement(By.xpath("//button[.='Show all 42']")).sendKeys(Keys.ENTER);
    awaitText("#changes", "0 → 1");
    assertThat(all("#changes li")).hasSize(42);
    assertThat(texts("#changes .sentence")).allMatch(text -> text.endsWith(HOSTILE + "."));
    // Who has asked for them goes on with the first of them, and stays there when one more comes.
    awaitText("#changes li:focus", "11 → 12");
    decisions(43, 35);
    awaitText("#changes", "42 → 43");
    awaitText("#changes li:focus", "11 → 12");
    assertThat(all("#changes li")).hasSize(43);
    photograph("decisions");
    everybodyCanUseIt();
  }

  private static final PoolSource.Reply AWAY =
      new PoolSource.Reply(503, "Nobody leads.", "Fake", List.of());

  private void awaitDecisions() {
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#changes", " → ");
  }

  @Test
  void goes_on_to_offer_all_decisions_when_they_could_not_be_read_once() throws Exception {
    whole();
    decisions(42, 11);
    var all = source.get("/pools/media/late/decisions");
    source.answer("/pools/media/late/decisions", AWAY);
    open(1400, false);
    awaitDecisions();
    var button = browser.findElement(By.xpath("//button[.='Show all 42']"));

    button.sendKeys(Keys.ENTER);
    awaitText("#changes-title + div > [role=alert]:first-child", "decisions said: Nobody leads.");
    assertThat(all("#changes li")).hasSize(30);
    assertThat(texts("#changes .sentence")).contains("…");
    assertThat(browser.switchTo().activeElement()).isEqualTo(button);

    // The next news has it asked for again, though it tells of no other decision.
    source.answer("/pools/media/late/decisions", all);
    list(row("media/late", "later", 0, 400));
    awaitText("#changes li:last-child .sentence", "Up to 13 for ");
    assertThat(texts("#changes-title + div > [role=alert]")).containsExactly("");
    button.sendKeys(Keys.ENTER);
    awaitText("#changes li:focus", "11 → 12");
    assertThat(all("#changes li")).hasSize(42);
    nothingIsComplainedOfBut("503");
  }

  @Test
  void shows_all_decisions_of_an_operator_that_tells_them_all_at_once() throws Exception {
    whole();
    decisions(42, 42);
    source.answer("/pools/media/late/decisions", AWAY);
    open(1400, false);
    awaitDecisions();

    browser.findElement(By.xpath("//button[.='Show all 42']")).sendKeys(Keys.ENTER);
    awaitText("#changes li:focus", "11 → 12");
    nothingIsComplainedOf();
  }

  @Test
  void says_why_the_sentence_of_a_mark_that_is_pointed_at_cannot_be_read() throws Exception {
    whole();
    decisions(1, 0);
    source.answer("/pools/media/late/decisions", AWAY);
    open(1400, false);
    awaitDecisions();
    awaitShownTime(NOON.getEpochSecond() - 900, NOON.getEpochSecond());

    pointAt(plot("waits"), 0.5);

    awaitText("#pointed", "0 → 1: The page can't read what the decisions said: Nobody leads.");
    nothingIsComplainedOfBut("503");
  }

  @Test
  void asks_once_for_each_news_for_a_sentence_that_cannot_be_read() throws Exception {
    whole();
    source.answer("/pools/media/late/decisions", AWAY);
    open(1400, false);
    awaitText("tbody tr", "late");

    var asked =
        browser.executeAsyncScript(
            """
            const [done] = arguments;
            (async () => {
              let asked = 0;
              const own = fetch;
              window.fetch = (path, ...more) => {
                if (path.endsWith('/decisions')) asked++;
                return own(path, ...more);
              };
              const { decisions } = await import('./decisions.js');
              const list = decisions('api/pools/media/late', () => {});
              const news = { earlier: { at: [0], from: [0], to: [1] }, decisions: [] };
              const [mark] = list.update({ ...news, now: '2026-01-01T12:00:00Z' });
              await list.ask(mark);
              const again = list.ask(mark);
              list.update({ ...news, now: '2026-01-01T12:00:05Z' });
              await list.ask(mark);
              done([String(again), asked, list.sentence(mark)].join('; '));
            })().catch((e) => done(String(e)));
            """);

    assertThat(asked)
        .isEqualTo("undefined; 2; The page can't read what the decisions said: Nobody leads.");
    nothingIsComplainedOfBut("503");
  }

  @Test
  void lists_both_decisions_of_one_millisecond() throws Exception {
    whole();
    var timeline = (ObjectNode) new ObjectMapper().readTree(read("timeline.json"));
    var newest = timeline.putArray("decisions");
    for (var to : List.of(1, 2)) {
      var mark = newest.addObject().put("at", NOON.toString()).put("from", to - 1).put("to", to);
      mark.put("message", "Up to " + to + ".");
    }
    source.answer("/pools/media/late/timeline", timeline.toString());
    open(1400, false);
    awaitDecisions();

    assertThat(texts("#changes .sentence")).containsExactly("Up to 2.", "Up to 1.");
    nothingIsComplainedOf();
  }

  @Test
  void says_the_sentence_of_an_earlier_decision_whose_mark_is_pointed_at() throws Exception {
    whole();
    decisions(1, 0);
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#changes", "0 → 1");
    awaitShownTime(NOON.getEpochSecond() - 900, NOON.getEpochSecond());

    pointAt(plot("waits"), 0.5);

    awaitText("#pointed", "0 → 1: Up to 1 for " + HOSTILE + ".");
    awaitText("#changes", "Up to 1 for " + HOSTILE + ".");
    nothingIsComplainedOf();
  }

  @Test
  void shows_the_part_of_the_time_that_is_dragged_over_until_a_double_click() throws Exception {
    openPool();
    var end = NOON.getEpochSecond();
    awaitShownTime(end - 900, end);

    drag(plot("tasks"), 0.25, 0.5);
    awaitShownTime(end - 675, end - 450);
    // News comes, and leaves the axis where it is.
    source.answer("/pools/media/late", pool().put("seen", 2).toString());
    list(row("media/late", "later", 0, 400), row("media/calm", "working", 2, 0));
    awaitText("h1 .state", "later");
    awaitShownTime(end - 675, end - 450);

    // From right to left, in another chart, and of what is shown.
    drag(plot("waits"), 0.75, 0.25);
    awaitShownTime(end - 618.75, end - 506.25);

    new Actions(browser).doubleClick(plot("pods")).perform();
    awaitShownTime(end - 900, end);
    nothingIsComplainedOf();
  }

  @Test
  void looks_closer_earlier_and_later_by_the_keyboard_alone() throws Exception {
    openPool();
    var end = NOON.getEpochSecond();
    awaitShownTime(end - 900, end);

    press("Closer");
    awaitShownTime(end - 675, end - 225);
    assertThat(pressed()).isEmpty();
    press("Earlier");
    awaitShownTime(end - 900, end - 450);
    press("Closer");
    awaitShownTime(end - 787.5, end - 562.5);
    press("Later");
    awaitShownTime(end - 675, end - 450);
    for (var i = 0; i < 5; i++) {
      press("Later");
    }
    awaitShownTime(end - 225, end);
    press("5 min");
    awaitShownTime(end - 300, end);
    assertThat(pressed()).containsExactly("5 min");

    // What was there before the five minutes, of that length.
    press("Earlier");
    awaitShownTime(end - 450, end - 150);
    press("Later");
    awaitShownTime(end - 300, end);
    assertThat(pressed()).containsExactly("5 min");
    everybodyCanUseIt();
  }

  private void press(String button) {
    browser.findElement(By.xpath("//button[.='" + button + "']")).sendKeys(Keys.ENTER);
  }

  private List<String> pressed() {
    return texts("[aria-label='Time shown'] [aria-pressed=true]");
  }

  @Test
  void writes_the_names_of_troubles_above_the_lines_on_a_telephone_too() throws Exception {
    whole();
    var timeline = (ObjectNode) new ObjectMapper().readTree(read("timeline.json"));
    var troubles = timeline.putArray("troubles");
    for (var i = 0; i < 5; i++) {
      troubles
          .addObject()
          .put("kind", "workers unheard")
          .put("from", NOON.getEpochSecond() - 600)
          .put("to", NOON.getEpochSecond() - 300);
    }
    source.answer("/pools/media/late/timeline", timeline.toString());
    open(390, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        (Number)
                            browser.executeScript(
                                "const plot = uPlot.sync('pool').plots.find((p) =>"
                                    + " p.root.parentElement.id === 'tasks-chart');"
                                    + "const highest = Math.max(...plot.data.slice(1).flat());"
                                    + "return plot.valToPos(highest, 'y');"))
                    .extracting(Number::doubleValue)
                    .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                    .isGreaterThan(5 * 19));
    // The newest of what is wider than the screen is seen first.
    assertThat(
            browser.executeScript(
                "const part = document.querySelector('#distributions .wide');"
                    + "return part.scrollWidth - part.clientWidth - part.scrollLeft < 2"))
        .isEqualTo(true);
    everybodyCanUseIt();
  }

  @Test
  void leaves_no_chart_of_a_pool_that_is_left_before_its_timeline_comes() throws Exception {
    openPool();
    browser.executeScript(
        "const ask = window.fetch;"
            + "window.held = [];"
            + "window.fetch = (...asked) => String(asked[0]).includes('timeline')"
            + " ? new Promise((go) => window.held.push(() => go(ask(...asked)))) : ask(...asked);");
    home();
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    await()
        .atMost(PATIENCE)
        .until(() -> (Boolean) browser.executeScript("return window.held.length > 0"));
    home();

    assertThat(
            browser.executeAsyncScript(
                "const done = arguments[0];"
                    + "window.held.splice(0).forEach((go) => go());"
                    + "setTimeout(() => done(uPlot.sync('pool').plots.length), 300)"))
        .isEqualTo(0L);
  }

  private void home() {
    browser.findElement(By.cssSelector("#home a")).sendKeys(Keys.ENTER);
    awaitText("tbody tr", "late");
  }

  @Test
  void takes_a_click_that_slips_by_a_pixel_for_no_part_to_look_at() throws Exception {
    openPool();
    var end = NOON.getEpochSecond();
    awaitShownTime(end - 900, end);

    drag(plot("tasks"), 0.5, 0.502);
    drag(plot("tasks"), 0.25, 0.75);
    awaitShownTime(end - 675, end - 225);
  }

  @Test
  void says_what_an_action_will_touch_and_does_it_by_the_keyboard() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#actions button", "Pin");

    browser.findElement(By.xpath("//button[.='Pin']")).sendKeys(Keys.ENTER);
    awaitText("dialog", "It gets that many.");
    var pods = browser.findElement(By.id("action-pods"));
    assertThat(pods.getDomProperty("value")).isEqualTo("5");
    pods.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, Keys.ENTER);
    assertThat(browser.findElement(By.cssSelector("#actions dialog")).isDisplayed()).isTrue();
    assertThat(actions.done).isEmpty();
    pods.sendKeys(Keys.chord(Keys.CONTROL, "a"), "12");
    assertThat(browser.findElement(By.cssSelector("#actions dialog code")).getText())
        .isEqualTo("kubectl scale media/late --replicas 12");
    photograph("action");
    everybodyCanUseIt();
    pods.sendKeys(Keys.ENTER);
    awaitText("#actions", "Done: media/late.");
    assertThat(actions.done).containsExactly("media/late pin 12");

    browser.findElement(By.xpath("//button[.='Pause']")).sendKeys(Keys.ENTER);
    awaitText("dialog", "It keeps 5 pods.");
    browser
        .findElement(By.cssSelector("#actions dialog button[type=button]"))
        .sendKeys(Keys.ESCAPE);
    assertThat(browser.findElement(By.cssSelector("#actions dialog")).isDisplayed()).isFalse();
    assertThat(actions.done).hasSize(1);
    nothingIsComplainedOf();
  }

  @Test
  void plays_the_last_hour_again_with_other_settings_by_the_keyboard() throws Exception {
    whole();
    source.answer("/pools/media/late/hour", read("hour.json"));
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");

    browser.findElement(By.id("what-if-maxReplicas")).sendKeys("2", Keys.ENTER);

    awaitText("#what-if-result", "With perfect foresight");
    awaitText("#what-if-result", "5 minutes, in which the pool used 0.25 pod-hours in truth.");
    assertThat(all("#what-if-result tbody tr")).hasSize(3);
    assertThat(all("#what-if-result thead th")).hasSize(6);
    browser.findElement(By.id("what-if-price")).sendKeys("0.5");
    assertThat(all("#what-if-result thead th"))
        .extracting(WebElement::getText)
        .endsWith("Pod-hours", "Idle", "Money");
    assertThat(browser.findElement(By.id("what-if-maxReplicas")).getDomAttribute("placeholder"))
        .isEqualTo("20");
    photograph("what-if");
    everybodyCanUseIt();

    browser.findElement(By.id("what-if-concurrency")).sendKeys("2000", Keys.ENTER);
    awaitText("#what-if p", "concurrency: expected 1 to 1000, but found 2000");
    nothingIsComplainedOfBut("400");
  }

  @Test
  void finds_dead_letters_when_asked_to_and_redrives_those_that_it_has_counted() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");
    assertThat(letters.done).isEmpty();

    browser.findElement(By.id("letters-match")).sendKeys("time out", Keys.ENTER);
    awaitText("#letters p", "2 letters of 12 that were looked at. 3 letters that failed");
    assertThat(letters.done).containsExactly("media/late list time out");
    assertThat(all("#letters-list summary")).hasSize(2);
    assertThat(browser.findElement(By.id("letters-list")).getText())
        .contains("exit: " + HOSTILE, ", 3 attempts", "not a dead letter", ", attempts unknown")
        .doesNotContain("secret");

    all("#letters-list summary").get(0).sendKeys(Keys.ENTER);
    awaitText("#letters-list button", "Show the payload");
    assertThat(browser.findElement(By.cssSelector("#letters-list pre")).isDisplayed()).isFalse();
    browser.findElement(By.xpath("//button[.='Show the payload']")).sendKeys(Keys.ENTER);
    assertThat(browser.findElement(By.cssSelector("#letters-list pre")).getText())
        .isEqualTo("secret " + HOSTILE);
    photograph("letters");
    everybodyCanUseIt();

    browser.findElement(By.xpath("//button[.='Redrive all 2']")).sendKeys(Keys.ENTER);
    awaitText("#letters dialog h3", "Redrive 2 letters of media/late?");
    assertThat(browser.findElement(By.cssSelector("#letters dialog code")).getText())
        .isEqualTo("taskworkers dead-letters redrive 11 12");
    browser.findElement(By.cssSelector("#letters dialog button[type=submit]")).sendKeys(Keys.ENTER);
    awaitText("#letters p", "Redriven: 1. Not redriven: 12: no topic");
    assertThat(all("#letters-list summary")).hasSize(1);
    assertThat(letters.done).endsWith("media/late redrive 11 12");
    nothingIsComplainedOf();
  }

  @Test
  void purges_dead_letters_after_it_has_said_that_they_are_gone_for_good() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");
    browser.findElement(By.id("letters-match")).sendKeys("time out", Keys.ENTER);
    awaitText("#letters p", "2 letters of 12");

    browser.findElement(By.xpath("//button[.='Purge all 2']")).sendKeys(Keys.ENTER);
    awaitText("#letters dialog h3", "Purge 2 letters of media/late?");
    awaitText("#letters dialog p", "A purge deletes the letters permanently.");
    everybodyCanUseIt();
    browser.findElement(By.xpath("//dialog//button[.='Cancel']")).sendKeys(Keys.ENTER);
    assertThat(letters.done).containsExactly("media/late list time out");

    browser.findElement(By.xpath("//button[.='Purge all 2']")).sendKeys(Keys.ENTER);
    browser.findElement(By.cssSelector("#letters dialog button[type=submit]")).sendKeys(Keys.ENTER);
    awaitText("#letters p", "Deleted: 2.");
    assertThat(all("#letters-list summary")).isEmpty();
    assertThat(letters.done).endsWith("media/late purge 11 12");
    nothingIsComplainedOf();
  }

  private static ObjectNode pool() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(read("pool.json"));
  }

  @Test
  void names_the_longest_task_of_a_worker_that_does_not_name_its_runs_beside_those_that_do()
      throws Exception {
    whole();
    var pool = pool();
    ((ObjectNode) pool.at("/look/workers/2"))
        .put("state", "busy")
        .putObject("report")
        .put("slots", 4)
        .put("busy", 2)
        .put("longestRunSeconds", 5400);
    source.answer("/pools/media/late", pool.toString());
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");

    assertThat(texts("#running tbody tr"))
        .containsExactly(
            "1155480001 late-1 2 11 min 10 min stuck: it was told to stop, but continues",
            "1155489111 late-1 1 75 s 10 min",
            "late-3 90 min 2");
    everybodyCanUseIt();
  }

  @Test
  void does_not_say_that_a_pool_whose_workers_dont_report_costs_nothing() throws Exception {
    whole();
    var pool = pool();
    pool.remove("used");
    ((ObjectNode) pool.at("/look/trust")).remove("workersHeard");
    source.answer("/pools/media/late", pool.toString());
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);

    awaitText(
        "#cost",
        "What the pods used is not known: no workers of this pool report to the operator.");
    assertThat(browser.findElement(By.id("cost-price")).isDisplayed()).isFalse();
    nothingIsComplainedOf();
  }

  @Test
  void of_no_cluster_offers_neither_actions_nor_dead_letters_nor_who_did_what() throws Exception {
    whole();
    server.close();
    server = UiServer.startOpen(0, "--port", source, Duration.ofMillis(200));
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#trust", "Known since");

    assertThat(shownParts())
        .contains("Cost")
        .doesNotContain("Actions", "Dead letters", "Who did what?");
    for (var part : List.of("actions", "letters", "history")) {
      assertThat(browser.findElement(By.id(part)).isDisplayed()).as(part).isFalse();
    }
  }

  @Test
  void tells_who_did_what_when_asked_to_and_what_the_pool_has_cost() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#cost", "12.5 pod-hours since this operator knows the pool, 20 % of them idle.");

    browser.findElement(By.id("cost-price")).sendKeys("0.4");
    awaitText("#cost", "At that price they cost 5.00, of which 1.00 was for idle pods.");
    await().atMost(PATIENCE).until(() -> browser.findElement(By.id("history-title")).isDisplayed());
    browser.findElement(By.cssSelector("#history summary")).sendKeys(Keys.ENTER);
    awaitText("#history tbody", "kubectl-scale");
    assertThat(texts("#history tbody tr"))
        .extracting(row -> row.replaceFirst("^\\S+ \\S+ ", ""))
        .containsExactly(
            "kubectl-scale Last set its fields: spec.replicas.", "operator media/late: " + HOSTILE);
    photograph("history");
    everybodyCanUseIt();
  }

  @Test
  void drains_the_worker_that_is_chosen() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);
    awaitText("#workers", "2 of 4 slots busy");
    awaitText("#actions button", "Drain a worker");

    browser.findElement(By.xpath("//button[.='Drain a worker']")).sendKeys(Keys.ENTER);
    awaitText("#actions dialog", "It ends gently.");
    browser.findElement(By.id("action-worker")).sendKeys("late-2");
    assertThat(browser.findElement(By.cssSelector("#actions dialog code")).getText())
        .isEqualTo("kubectl annotate pod late-2 drain=true");
    everybodyCanUseIt();
    browser.findElement(By.cssSelector("#actions dialog button[type=submit]")).sendKeys(Keys.ENTER);
    awaitText("#actions", "Done: late-2.");
    assertThat(actions.done).containsExactly("media/late drain late-2");
    nothingIsComplainedOf();
  }

  @Test
  void names_what_has_the_last_word_where_tasks_alone_do_not_decide() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    // Of 8 pods that tasks would call for.
    verdict("RateLimit", "limit", 2, 2, 2, "RateLimit has the last word. Without it");
    verdict("OrderingKeys", "guard", 2, 2, 2, "OrderingKeys, a guard, has the last word.");
    verdict("Doubling", "nothing", 8, 9, 9, "All slots are busy and waits grow");
    verdict("Paused", "limit", 8, 8, 1, "spec.mode pauses the pool, so it keeps 1 pod");
    verdict("Backlog", "nothing", 8, 8, 8, "Nothing else has a say");
    nothingIsComplainedOf();
  }

  /** Of a pool that is pinned, too, where that is not what decides. */
  private void verdict(
      String reason, String binds, int demand, int guarded, int decided, String sentence) {
    var said =
        browser.executeAsyncScript(
            "const [a, done] = arguments;"
                + "import('./why.js').then(({why}) => done(why(a)[0].textContent));",
            Map.ofEntries(
                Map.entry("reason", reason),
                Map.entry("binds", binds),
                Map.entry("demand", demand),
                Map.entry("guarded", guarded),
                Map.entry("decided", decided),
                Map.entry("pinned", 3),
                Map.entry("measured", true),
                Map.entry("podsForArrivals", 4),
                Map.entry("podsForQueue", 8),
                Map.entry("podsOfUse", 20)));
    assertThat(said).asString().as(reason).startsWith(sentence);
  }

  @Test
  void shows_of_workers_that_say_no_more_the_longest_task_of_each() throws Exception {
    whole();
    source.answer(
        "/pools/media/late",
        read("pool.json").replace("\"running\"", "\"unknown\"").replace("groups", "unknown"));
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).click();
    awaitText("#running", "75 s");
    awaitText("#failures", "3 of 200 runs");
    assertThat(all("#failures table")).isEmpty();
    nothingIsComplainedOf();
  }

  @Test
  void says_so_when_nobody_answers_and_goes_on_when_somebody_does() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    source.answer(
        "/pools",
        new PoolSource.Reply(503, "Away.", "Nobody", List.of("The operator is looked for.")));
    awaitText("#missing", "The operator is looked for.");
    assertThat(all("tbody tr")).hasSize(2);
    photograph("nobody-answers");
    everybodyCanUseIt();

    list(row("media/new", "working", 2, 0), row("media/more", "working", 2, 0));
    awaitText("tbody tr", "new");
    assertThat(all("#missing li")).isEmpty();
    nothingIsComplainedOf();
  }

  @Test
  void says_that_there_are_no_pools_only_when_somebody_has_said_so() {
    source.answer(
        "/pools",
        new PoolSource.Reply(503, "Away.", "Nobody", List.of("The operator is looked for.")));
    open(1400, false);
    awaitText("#missing", "The operator is looked for.");
    awaitText("#count", "No pool can be shown now.");
    assertThat(texts("#count")).containsExactly("No pool can be shown now.");

    list();
    awaitText("#count", "There are no pools yet.");
    list(row("media/late", "late", 0, 300));
    awaitText("h1", "media/late");
    nothingIsComplainedOfBut("404");
  }

  @Test
  void does_not_say_that_a_pool_is_gone_which_nobody_has_looked_for() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    browser.executeScript("location.hash = '#/pool/music/other'");
    awaitText("[role=alert]", "There is no such pool here.");

    listOfMedia();
    awaitText("[role=alert]", "Whether this pool is there can't be told now.");
    nothingIsComplainedOf();
  }

  @Test
  void says_that_a_pool_is_gone_of_the_one_namespace_that_was_looked_at() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    browser.executeScript("location.hash = '#/pool/media/late'");
    awaitText("#trust", "Known since");

    listOfMedia();
    awaitText("[role=alert]", "This pool is gone.");
    assertThat(texts("h1")).containsExactly("media/late not there");

    browser.executeScript("location.hash = '#/'");
    awaitText("#count", "There are no pools in namespace media.");
    nothingIsComplainedOf();
  }

  @Test
  void says_that_the_operator_does_not_watch_the_namespace_of_a_pool_and_what_to_do()
      throws Exception {
    openPool();

    list();
    var none = source.get("/pools").body();
    source.answer("/pools", none.replaceFirst("}$", ",\"watched\":[\"mail\",\"music\"]}"));
    awaitText("[role=alert]", UNWATCHED);
    awaitText("[role=alert]", "upgrade the release. What is below was last seen at");
    assertThat(texts("h1")).containsExactly("media/late not watched");
    everybodyCanUseIt();

    browser.executeScript("location.hash = '#/pool/music/b'");
    awaitText("[role=alert]", "There is no such pool here.");
    browser.executeScript("location.hash = '#/'");
    awaitText("#count", "There are no pools in the namespaces mail, music.");
    source.answer("/pools", none.replaceFirst("}$", ",\"watched\":[\"mail\"],\"asked\":\"mail\"}"));
    awaitText("#count", "There are no pools in namespace mail.");
    source.answer(
        "/pools", none.replaceFirst("}$", ",\"watched\":[\"mail\"],\"asked\":\"media\"}"));
    awaitText("#count", UNWATCHED);
    nothingIsComplainedOf();
  }

  @Test
  void shows_no_figures_of_a_namespace_that_was_not_looked_at() throws Exception {
    whole();
    list(
        row("media/late", "late", 0, 300),
        row("media/calm", "working", 2, 0),
        row("music/b", "working", 2, 0));
    open(1400, false);
    awaitText("#count", "3 pools");

    listOfMedia(row("media/late", "late", 0, 300), row("media/calm", "working", 2, 0));
    awaitText("#count", "2 pools");
    assertThat(texts("tbody th")).allMatch(name -> name.endsWith("media"));

    browser.executeScript("location.hash = '#/pool/music/b'");
    awaitText("[role=alert]", "Whether this pool is there can't be told now.");
    nothingIsComplainedOf();
  }

  @Test
  void begins_with_the_only_pool_of_the_one_namespace_that_was_looked_at() throws Exception {
    whole();
    listOfMedia(row("media/late", "late", 0, 300));
    open(1400, false);
    awaitText("h1", "media/late");
    nothingIsComplainedOf();
  }

  @Test
  void stays_with_the_only_pool_when_another_one_comes() throws Exception {
    whole();
    list(row("media/late", "late", 0, 300));
    open(1400, false);
    awaitText("h1", "media/late");
    assertThat(browser.getCurrentUrl()).endsWith("#/pool/media/late");

    list(row("media/late", "later", 0, 400), row("media/calm", "working", 2, 0));
    awaitText("h1 .state", "later");
    assertThat(texts("h1")).containsExactly("media/late later");
    nothingIsComplainedOf();
  }

  @Test
  void stays_with_all_pools_when_all_but_one_of_them_go() throws Exception {
    whole();
    open(1400, false);
    awaitText("#count", "2 pools");

    list(row("media/late", "later", 0, 300));
    awaitText("#count", "1 pool; 1 to look at.");
    assertThat(texts("h1")).containsExactly("Pools");
    nothingIsComplainedOf();
  }

  @Test
  void puts_the_date_before_a_time_that_is_not_of_the_day_that_it_shows() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    var said =
        browser.executeAsyncScript(
            "const [done] = arguments; const noon = new Date(2026, 0, 2, 12).getTime() / 1000;"
                + "import('./dom.js').then(({moment}) => done([moment(noon - 3600, noon),"
                + " moment(noon - 86400, noon), moment(noon + 86400, noon)].join(', ')));");
    assertThat(said).isEqualTo("11:00:00, 2026-01-01 12:00:00, 2026-01-03 12:00:00");

    var yesterday =
        read("timeline.json").replaceAll("\"now\":\\s*\"2026-01-01", "\"now\":\"2026-01-02");
    source.answer("/pools/media/late/timeline", yesterday);
    all("tbody th a").get(0).click();
    awaitText("#trust", "Known since");
    assertThat(texts("#changes time"))
        .isNotEmpty()
        .allMatch(time -> time.startsWith("2026-01-01 "));
    assertThat(texts("#trust dd")).anyMatch(line -> line.startsWith("2026-01-01 "));
    nothingIsComplainedOf();
  }

  @Test
  void says_that_it_is_over_when_the_command_ends_and_keeps_what_was_seen() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    server.close();
    server = null;
    awaitText("#state", "This is over; nothing more will come.");
    assertThat(all("tbody tr")).hasSize(2);
    nothingIsComplainedOf();
  }

  @Test
  void keeps_no_figure_of_a_pool_that_is_refused() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).click();
    awaitText("#trust", "Known since");
    assertThat(browser.findElement(By.id("now")).getText()).contains("45", "5 min", "7.3/s");

    source.answer("/pools/media/late", "{\"pool\":\"media/late\",\"problem\":\"No topic.\"}");
    list(
        "{\"pool\":\"media/late\",\"state\":\"not ready\",\"level\":0,"
            + "\"message\":\"No topic.\",\"arrivals\":[1,2],\"done\":[1,2]}");

    awaitText("#decision", "No topic.");
    awaitText("#trust", "There is nothing to see");
    assertThat(all("#now dd")).extracting(WebElement::getText).containsOnly("–");
    for (var part : List.of("why", "workers", "running", "failures", "distributions")) {
      assertThat(browser.findElement(By.id(part)).getText()).startsWith("There is nothing to see");
    }
    everybodyCanUseIt();
  }

  @Test
  void says_that_the_pool_it_shows_is_gone_and_goes_on_with_the_next_one_of_its_name()
      throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).click();
    awaitText("#trust", "Known since");
    awaitText("#actions button", "Pin");

    list(row("media/calm", "working", 2, 0));
    awaitText("[role=alert]", "This pool is gone. What is below was last seen at");
    assertThat(browser.findElement(By.cssSelector("h1 .state")).getText()).isEqualTo("not there");
    assertThat(all("#now dd")).extracting(WebElement::getText).containsOnly("–");
    assertThat(browser.findElement(By.id("actions")).isDisplayed()).isFalse();

    whole();
    awaitText("#now dd", "45");
    await()
        .atMost(PATIENCE)
        .until(() -> browser.findElement(By.cssSelector("[role=alert]")).getText().isEmpty());
    assertThat(browser.findElement(By.id("actions")).isDisplayed()).isTrue();
    nothingIsComplainedOfBut("404");
  }

  @Test
  void is_followed_in_another_tab_by_a_link_which_holds_no_token() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    var link = all("tbody th a").get(0).getDomProperty("href");
    assertThat(link).doesNotContain("token");

    browser.switchTo().newWindow(WindowType.TAB);
    browser.get(link);

    awaitText("h1", "media/late");
    awaitText("#trust", "Known since");
    nothingIsComplainedOfBut("403");
  }

  @Test
  void tries_each_token_of_other_tabs_once_and_then_says_where_one_is() throws Exception {
    whole();
    var link = server.address().toString().replaceFirst("#.*", "");
    browser = Chrome.open(1400, 1000, false);
    browser.get(link);
    awaitText("#state", "it holds a token");
    answerTabs("for (const n of [1, 2, 3]) tabs.postMessage({token: 'of another day ' + n});");

    browser.switchTo().newWindow(WindowType.TAB);
    waitLongerAndCount();
    browser.get(link);

    awaitText("#state", "it holds a token");
    assertThat(browser.executeScript("return asked")).isEqualTo(4L);
    nothingIsComplainedOfBut("403");
  }

  @Test
  void keeps_the_token_of_a_new_address_though_another_tab_answers_later() throws Exception {
    whole();
    browser = Chrome.open(1400, 1000, false);
    waitLongerAndCount();
    browser.get(server.address().toString());
    awaitText("tbody tr", "late");
    answerTabs("sessionStorage.setItem('token', 'new'); tabs.postMessage({token: 'borrowed'});");

    var held =
        browser.executeAsyncScript(
            "const [done] = arguments; sessionStorage.removeItem('token');"
                + "import('./api.js').then(({borrowToken}) => borrowToken())"
                + ".then(() => done(sessionStorage.getItem('token')));");
    assertThat(held).isEqualTo("new");
    nothingIsComplainedOf();
  }

  /** The next page counts what it asks, and waits ten times as long, for a loaded machine. */
  private void waitLongerAndCount() {
    browser.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            "const later = setTimeout; setTimeout = (f, ms) => later(f, ms * 10);"
                + "let asked = 0; const ask = fetch; fetch = (...a) => (asked++, ask(...a));"));
  }

  /** What the page that is open does when a tab asks for a token. */
  private void answerTabs(String script) {
    browser.executeScript(
        "const tabs = new BroadcastChannel('token');"
            + "tabs.onmessage = ({data}) => { if (!data.token) {"
            + script
            + "} };");
  }

  @Test
  void shows_what_would_turn_or_hide_text_by_its_number() throws Exception {
    whole();
    var pool = pool();
    ((ObjectNode) pool.at("/look/failures/groups/0"))
        .put("message", "Found in\u202egpj.exe\u200b\u0007\uDB40\uDC41.\tThat is\nall.");
    source.answer("/pools/media/late", pool.toString());
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);

    awaitText("#failures", "Found in\\u202egpj.exe\\u200b\\u0007\\udb40\\udc41.\tThat is\nall.");
    var tip =
        browser.executeAsyncScript(
            "const [text, done] = arguments; import('./dom.js').then(({el}) => {"
                + " const e = el('p', {title: text, 'aria-label': text});"
                + " done(e.title + e.getAttribute('aria-label')); });",
            "a\u202eb");
    assertThat(tip).isEqualTo("a\\u202eba\\u202eb");
    nothingIsComplainedOf();
  }

  @ParameterizedTest
  @ValueSource(strings = {"media/typo", "media/%zz"})
  void says_that_there_is_no_pool_of_the_name_in_its_address(String name) throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    browser.executeScript("location.hash = '#/pool/' + arguments[0]", name);
    awaitText("[role=alert]", "There is no such pool here.");
    assertThat(shownParts()).isEmpty();
    assertThat(browser.findElement(By.id("now")).isDisplayed()).isFalse();
    everybodyCanUseIt();
  }

  /** The headings that are seen, of parts. */
  private List<String> shownParts() {
    return all("h2").stream().filter(WebElement::isDisplayed).map(WebElement::getText).toList();
  }

  @Test
  void shows_of_a_pool_that_the_operator_does_not_tell_of_what_its_status_and_the_cluster_do()
      throws Exception {
    whole();
    source.answer("/pools/media/late", new PoolSource.Reply(404, "Away.", "Status", List.of()));
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).sendKeys(Keys.ENTER);

    awaitText("[role=alert]", "The page can't read this pool: Away.");
    awaitText("#actions button", "Pin");
    assertThat(texts("#now dd")).contains("45");
    assertThat(shownParts()).containsExactly("Dead letters", "Actions", "Who did what?");
    nothingIsComplainedOfBut("404");
  }

  @Test
  void says_so_when_no_news_comes_and_goes_on_when_it_does() throws Exception {
    whole();
    var line = new Semaphore(1);
    server.close();
    server =
        UiServer.startOpen(
            0,
            "--port",
            path -> {
              line.acquireUninterruptibly();
              line.release();
              return source.get(path);
            },
            Duration.ofMillis(200));
    browser = Chrome.open(1400, 1000, false);
    // Twenty seconds of the page are two.
    browser.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of("source", "const own = setTimeout; setTimeout = (f, ms) => own(f, ms / 10);"));
    browser.get(server.address().toString());
    awaitText("tbody tr", "late");

    line.acquire();
    awaitText("#state", "No news since ");
    assertThat(all("tbody tr")).hasSize(2);
    line.release();
    awaitText("#state", "Fake, ");
    nothingIsComplainedOf();
  }

  @Test
  void without_scripts_says_what_it_needs() {
    browser = Chrome.open(1400, 1000, false);
    browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    browser.get(server.address().toString());

    assertThat(browser.findElement(By.tagName("body")).getText())
        .contains("This page needs JavaScript")
        .doesNotContain("Looking for pools");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"image\":\"a:1\"}| waits for a node for 90 s",
        "{\"image\":\"a:1\",\"secondsToNode\":30}| waits for its image and containers for 60 s",
        "{\"image\":\"a:1\",\"secondsToNode\":30,\"secondsToBegin\":70}| runs, not ready for 20 s",
        "{}| for 90 s",
        "{\"image\":\"a:1\",\"report\":{\"slots\":2,\"busy\":1}}| 1 of 2 slots busy, works, not"
            + " ready yet",
        "{\"image\":\"a:1\",\"report\":{\"slots\":32,\"slotsBusy\":32,\"busy\":40,\"ready\":8,"
            + "\"resting\":1}}| 32 of 32 slots busy, 8 wait for a slot or the rate, 1 wait for"
            + " their next run, works, not ready yet"
      })
  void says_which_part_of_its_start_a_worker_is_at(String parts, String said) throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");

    var tile =
        browser.executeAsyncScript(
            "const [parts, done] = arguments; import('./workers.js').then(({tiles}) =>"
                + " done(tiles([{pod: 'p', state: 'starting', since: '2026-01-01T12:00:00Z',"
                + " ...JSON.parse(parts)}], Date.parse('2026-01-01T12:01:30Z') / 1000)[0]"
                + ".querySelector('.details').textContent));",
            parts);
    assertThat(tile).isEqualTo(said);
  }

  private void hideTab(boolean hidden) {
    browser.executeScript(
        "Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});"
            + "document.dispatchEvent(new Event('visibilitychange'));",
        hidden);
  }

  @Test
  void asks_no_more_while_its_tab_sleeps_for_an_hour_and_then_shows_what_is() throws Exception {
    whole();
    open(1400, false);
    awaitText("tbody tr", "late");
    all("tbody th a").get(0).click();
    awaitText("#trust", "15 min ago");
    hideTab(true);
    await()
        .pollDelay(Duration.ofMillis(1))
        .atMost(Duration.ofMinutes(1))
        .until(() -> !server.isWatched());
    var before = texts("#state");
    for (var path : List.of("/pools", "/pools/media/late", "/pools/media/late/timeline")) {
      var later = source.get(path).body().replace(NOON.toString(), "2026-01-01T13:00:00Z");
      source.answer(path, later);
    }
    assertThat(texts("#state")).isEqualTo(before);

    hideTab(false);
    awaitText("#trust", "75 min ago");
    await().atMost(Duration.ofMinutes(1)).until(() -> !texts("#state").equals(before));
    nothingIsComplainedOf();
  }

  @Test
  void shows_100_of_1000_pools_at_once_and_all_when_asked_to() {
    var rows = new String[1000];
    for (var i = 0; i < rows.length; i++) {
      rows[i] = row("team-" + i % 12 + "/pool-" + i, "working", 2, i % 30);
    }
    list(rows);
    open(1400, false);
    awaitText("#count", "1000 pools.");

    assertThat(all("tbody tr")).hasSize(100);
    browser.findElement(By.cssSelector("button.all")).click();
    assertThat(all("tbody tr")).hasSize(1000);
    nothingIsComplainedOf();
  }
}
