package org.scst.runtime.deployment.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentReport;
import org.scst.runtime.deployment.DeploymentReport.Outcome;
import org.scst.runtime.deployment.internal.BundleJar;

/** Real jars in a real framework: what an operator may put into a folder, and what becomes of it. */
class LoadedBundlesIT {
    private static final String NAME = "test.handler";
    private static final int SECONDS = 60;

    @TempDir
    private Path home;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> news = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private Framework framework;
    private BundleContext context;
    private ServiceTracker<Object, Object> user;
    private LoadedBundles bundles;

    private Path load() {
        return home.resolve("load");
    }

    private Path file() {
        return load().resolve(NAME + ".jar");
    }

    private static BundleJar handler(String version) {
        return BundleJar.of(NAME, version).activator(Activators.Serving.class);
    }

    @BeforeEach
    void startWithOneBundle() throws Exception {
        System.clearProperty("test.over");
        handler("1.0.0").into(home.resolve("shipped/load").resolve(NAME + ".jar"));
        start();
        assertEquals("1.0.0", version());
        assertServes();
    }

    private void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        home.resolve("cache").toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        "org.osgi.framework.startlevel.beginning",
                        "5"));
        framework.start();
        context = framework.getBundleContext();
        user = new ServiceTracker<>(context, context.createFilter("(objectClass=java.lang.Comparable)"), null);
        user.open(true);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        bundles = new LoadedBundles(
                context,
                new LoadedBundles.Folders(load(), home.resolve("shipped/load"), home.resolve("run"), 3),
                (bundle, version, cause) -> news.add(bundle + " " + version + " " + cause),
                clock,
                Duration.ofSeconds(2));
        bundles.start(true);
        context.addBundleListener((SynchronousBundleListener) event -> {
            if ((event.getType() & (BundleEvent.STOPPED | BundleEvent.UNINSTALLED)) != 0
                    && !event.getBundle().getSymbolicName().endsWith(".candidate")) {
                events.add(event.getBundle().getSymbolicName());
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty("test.over", "true");
        bundles.close();
        framework.stop();
        framework.waitForStop(0);
        // It is not waited for by close, and what it was about to write is in the folder that is deleted next.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("scst-deployment")) {
                thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
            }
        }
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElse(null);
    }

    private String version() {
        return bundle(NAME).getVersion().toString();
    }

    private void assertServes() throws InterruptedException {
        eventually(() -> bundle(NAME).getState() == Bundle.ACTIVE);
        assertNotNull(user.waitForService(TimeUnit.SECONDS.toMillis(SECONDS)));
    }

    private void assertUntouched() throws Exception {
        assertEquals(List.of(), events);
        assertServes();
    }

    /** Another version takes its place, and what it has replaced is gone. */
    private void succeed(String version) throws Exception {
        handler(version).into(file());
        // Its predecessor stops, and is uninstalled.
        eventually(() -> version().equals(version) && events.equals(List.of(NAME, NAME)));
        events.clear();
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not within " + SECONDS + " s");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private DeploymentProblem problem(String cause) {
        eventually(() ->
                bundles.problems().stream().anyMatch(problem -> problem.cause().contains(cause)));
        return bundles.problems().getFirst();
    }

    private DeploymentReport deploy(BundleJar jar) throws Exception {
        Path file = jar.into(home.resolve("candidate.jar"));
        return bundles.deploy(file).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldGoOnWithWhatRunsWhenItsFileIsTruncatedAndTakeTheWholeOneAfterwards() throws Exception {
        byte[] whole = handler("2.0.0").bytes();
        BundleJar.write(file(), Arrays.copyOf(whole, whole.length / 2));
        assertEquals(file().toString(), problem("no whole jar").file());
        assertUntouched();
        eventually(() -> news.size() == 1);
        assertTrue(news.getFirst().startsWith(NAME) || news.getFirst().startsWith(file().toString()), news::toString);

        BundleJar.write(file(), whole);
        eventually(() -> version().equals("2.0.0") && bundles.problems().isEmpty());
        assertServes();
        assertEquals("deployed", bundles.bundles().getLast().origin());

        BundleJar.write(file(), new byte[100]);
        problem("no whole jar");
        assertEquals("2.0.0", version());
        assertServes();
    }

    @Test
    void shouldNoticeAReplacementOfEqualSizeAndTime() throws Exception {
        FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(handler("2.0.0").text("a").into(file()), time);
        eventually(() -> version().equals("2.0.0"));
        long size = Files.size(file());
        String content = bundles.bundles().getLast().content();
        Path draft = handler("2.0.0").text("b").into(home.resolve("draft"));
        Files.setLastModifiedTime(draft, time);
        assertEquals(size, Files.size(draft));
        Files.move(draft, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        eventually(() -> !bundles.bundles().getLast().content().equals(content));
        assertServes();
    }

    @Test
    void shouldRefuseASecondFileOfTheSameBundle() throws Exception {
        succeed("2.0.0");
        handler("3.0.0").into(load().resolve("another-3.0.0.jar"));
        assertTrue(problem("a second file of").file().endsWith("another-3.0.0.jar"));
        assertEquals("2.0.0", version());
        assertUntouched();
    }

    @Test
    void shouldRefuseAnotherBundleInAFileThatIsTaken() throws Exception {
        succeed("2.0.0");
        BundleJar.of("test.other", "1").into(file());
        problem("this file is " + NAME + "'s");
        assertNull(bundle("test.other"));
        assertUntouched();
    }

    @Test
    void shouldTouchNothingForAJarThatDoesNotResolveUntilItDoes() throws Exception {
        handler("2.0.0")
                .header("Import-Package", "org.osgi.framework,test.missing")
                .into(file());
        assertTrue(problem("does not resolve").cause().contains("test.missing"), bundles.problems()::toString);
        assertUntouched();

        BundleJar.of("test.provider", "1")
                .header("Export-Package", "test.missing")
                .into(load().resolve("test.provider.jar"));
        eventually(() -> version().equals("2.0.0") && bundles.problems().isEmpty());
        assertServes();
    }

    @Test
    void shouldTouchNothingForAJarThatIsNoBundle() throws Exception {
        handler("2.0.0").header("Bundle-SymbolicName", "").into(load().resolve("library.jar"));
        problem("it is a jar, but no bundle");
        assertUntouched();
    }

    @Test
    void shouldInstallAForeignBundleAndUninstallItOnceItsFileIsGoneForLong() throws Exception {
        Path foreign = BundleJar.of("foreign.store", "5").into(load().resolve("anything.jar"));
        eventually(
                () -> bundle("foreign.store") != null && bundle("foreign.store").getState() == Bundle.ACTIVE);
        assertUntouched();

        Files.delete(foreign);
        problem("it is gone");
        assertNotNull(bundle("foreign.store"));
        ahead.set(Duration.ofSeconds(21));
        eventually(() -> bundle("foreign.store") == null);
        assertEquals(Set.of("foreign.store"), Set.copyOf(events));
    }

    @Test
    void shouldTakeAFileThatIsGoneAndComesBackForAnUpdate() throws Exception {
        succeed("2.0.0");
        Files.delete(file());
        problem("it is gone");
        handler("3.0.0").into(load().resolve("renamed.jar"));
        eventually(() -> version().equals("3.0.0"));
        eventually(() -> events.equals(List.of(NAME, NAME)));
        assertServes();
    }

    @Test
    void shouldChangeNothingWhenTheFolderIsGone() throws Exception {
        Files.move(home.resolve("shipped"), home.resolve("elsewhere"));
        BundleJar.of("foreign.store", "5").into(load().resolve("store.jar"));
        eventually(() -> bundle("foreign.store") != null);
        ahead.set(Duration.ofSeconds(60));
        BundleJar.of("foreign.other", "5").into(load().resolve("other.jar"));
        eventually(() -> bundle("foreign.other") != null);
        assertUntouched();
    }

    @Test
    void shouldRefuseWhatIsNoFileInsteadOfReadingItForever() throws Exception {
        DeploymentReport report =
                bundles.deploy(Path.of("/dev/zero")).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        assertEquals(Outcome.REFUSED, report.outcome());
        assertEquals("/dev/zero is no file", report.cause());
        assertUntouched();
    }

    @Test
    void shouldLeaveNoHalfWrittenJarWhenADeployedOneCannotBeKept() throws Exception {
        Files.createDirectories(file().resolve("occupied"));
        DeploymentReport report = deploy(handler("2.0.0"));
        assertEquals(Outcome.DEPLOYED, report.outcome());
        assertTrue(report.cause().contains("cannot be kept"), report.cause());
        assertTrue(Files.notExists(load().resolve("." + NAME + ".jar.new")));
    }

    @Test
    void shouldGoBackWhenWhatWasDeployedDoesNotStart() throws Exception {
        DeploymentReport report = deploy(BundleJar.of(NAME, "2.0.0").activator(Activators.Failing.class));
        assertEquals(Outcome.ROLLED_BACK, report.outcome());
        assertEquals(1, news.size());
        assertTrue(news.getFirst().startsWith(NAME + " " + report.to() + " it does not serve: "), news::toString);
        assertTrue(news.getFirst().endsWith("; 1.0.0 is in force again"), news::toString);
        assertTrue(report.cause().contains("out of order"), report.cause());
        assertEquals("1.0.0", version());
        assertServes();
        assertTrue(Files.notExists(file()));
    }

    @Test
    void shouldReplaceABundleThatThrowsWhenItIsStopped() throws Exception {
        deploy(BundleJar.of(NAME, "2.0.0").activator(Activators.Protesting.class));
        DeploymentReport report = deploy(handler("3.0.0"));
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        assertEquals("3.0.0", version());
        assertServes();
    }

    @Test
    void shouldKeepWhatServesWhenItsPredecessorDoesNotEndItsStop() throws Exception {
        deploy(BundleJar.of(NAME, "2.0.0").activator(Activators.Lingering.class));
        DeploymentReport report = deploy(handler("3.0.0"));
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        eventually(() -> Arrays.stream(context.getBundles())
                .anyMatch(bundle -> bundle.getVersion().toString().equals("3.0.0")
                        && bundle.getState() == Bundle.ACTIVE
                        && bundle.getServicesInUse() == null
                        && bundle.getRegisteredServices() != null));
        assertEquals(Outcome.DEPLOYED, deploy(handler("4.0.0")).outcome());
    }

    @Test
    void shouldTakeACorrectedJarAfterOneThatDoesNotEndItsStart() throws Exception {
        DeploymentReport hanging = deploy(BundleJar.of(NAME, "2.0.0").activator(Activators.Dawdling.class));
        assertEquals(Outcome.ROLLED_BACK, hanging.outcome(), hanging::toString);
        assertServes();
        DeploymentReport corrected = deploy(handler("3.0.0"));
        assertEquals(Outcome.DEPLOYED, corrected.outcome(), corrected::toString);
    }

    @Test
    void shouldGoBackWhenAServiceThatOthersUsedDoesNotComeBack() throws Exception {
        BundleJar.of(NAME, "2.0.0").activator(Activators.Idle.class).into(file());
        DeploymentProblem problem = problem("does not serve");
        assertTrue(problem.cause().contains("java.lang.Comparable"), problem.cause());
        assertEquals("1.0.0", version());
        assertServes();
    }

    @Test
    void shouldNotWaitForABundleThatSaysThatItCannotRun() throws Exception {
        DeploymentReport report = deploy(BundleJar.of(NAME, "2.0.0").activator(Activators.Refusing.class));
        assertEquals(Outcome.ROLLED_BACK, report.outcome());
        assertEquals("it does not serve: " + NAME + " cannot run: its state is damaged; restore it", report.cause());
        assertTrue(report.took().toSeconds() < 6, report::toString);
        assertServes();
    }

    @Test
    void shouldTouchNothingForAJarThatResolvesOnlyWithTheOneItReplaces() throws Exception {
        deploy(handler("2.0.0").header("Export-Package", "test.api;version=1.0"));
        events.clear();
        DeploymentReport report = deploy(handler("3.0.0").header("Import-Package", "org.osgi.framework,test.api"));
        assertEquals(Outcome.REFUSED, report.outcome(), report::toString);
        assertTrue(report.cause().contains("only the revision whose place it takes provides package"), report.cause());
        assertUntouched();
    }

    /** What is exported is also imported, so that another's may be taken: then its own will do. */
    @Test
    void shouldDeployAJarThatImportsWhatItExports() throws Exception {
        deploy(handler("2.0.0").header("Export-Package", "test.api;version=1.0"));
        DeploymentReport report = deploy(handler("3.0.0")
                .header("Export-Package", "test.api;version=1.0")
                .header("Import-Package", "org.osgi.framework,test.api"));
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        assertServes();
    }

    /** Of two packages that belong together, it would get one from either revision. */
    @Test
    void shouldBringBackWhoCouldNotBeResolvedMeanwhileWithoutWaitingForIt() throws Exception {
        deploy(BundleJar.of("test.provider", "1").header("Export-Package", "test.part;version=1.0"));
        deploy(handler("2.0.0")
                .header("Export-Package", "test.api;version=1.0;uses:=test.part")
                .header("Import-Package", "org.osgi.framework,test.part"));
        deploy(BundleJar.of("test.client", "1")
                .header("Import-Package", "test.api,test.part;bundle-symbolic-name=test.provider"));
        assertEquals(Bundle.ACTIVE, bundle("test.client").getState());
        DeploymentReport report = deploy(handler("3.0.0")
                .header("Export-Package", "test.api;version=1.0;uses:=test.part,test.part;version=2.0"));
        assertEquals(Outcome.ROLLED_BACK, report.outcome(), report::toString);
        assertTrue(report.cause().contains("test.client does not start again"), report.cause());
        assertTrue(report.took().toSeconds() < 6, report::toString);
        assertEquals(Bundle.ACTIVE, bundle("test.client").getState());
        assertServes();
    }

    @Test
    void shouldAnswerAnOrderThatComesWhileItIsStopped() throws Exception {
        bundles.close();
        CompletableFuture<DeploymentReport> order = bundles.deploy(file()).toCompletableFuture();
        ExecutionException refused = assertThrows(ExecutionException.class, () -> order.get(SECONDS, TimeUnit.SECONDS));
        assertTrue(refused.getCause().getMessage().contains("was stopped"), refused::toString);
    }

    @Test
    void shouldDeployRollBackAndRememberItOverARestart() throws Exception {
        DeploymentReport report = deploy(handler("2.0.0"));
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        assertEquals("1.0.0", report.from());
        assertEquals("2.0.0", version());
        assertEquals("1.0.0", bundles.bundles().getLast().previous());
        assertEquals(Outcome.UNCHANGED, deploy(handler("2.0.0")).outcome());

        stop();
        start();
        assertEquals("2.0.0", version());

        report = bundles.rollback(NAME).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        assertEquals("1.0.0", version());
        stop();
        start();
        assertEquals("1.0.0", version());
        assertServes();
    }

    @Test
    void shouldStartWithTheShippedJarWhenTheDeployedOneDoesNotStart() throws Exception {
        stop();
        BundleJar.of(NAME, "2.0.0").activator(Activators.Failing.class).into(file());
        start();
        eventually(() -> version().equals("1.0.0") && bundle(NAME).getState() == Bundle.ACTIVE);
        problem("it does not start");
    }

    @Test
    void shouldRefuseABundleOfThePlatform() throws Exception {
        context.installBundle(
                "platform",
                new java.io.ByteArrayInputStream(BundleJar.of("io.netty", "4").bytes()));
        DeploymentReport report = deploy(BundleJar.of("io.netty", "4.1"));
        assertEquals(Outcome.REFUSED, report.outcome());
        assertTrue(report.cause().contains("belongs to the platform"), report.cause());
        assertUntouched();
    }

    @Test
    void shouldRefuseWhatWouldStrandTheBundlesThatAreWiredToIt() throws Exception {
        assertEquals(
                Outcome.DEPLOYED,
                deploy(handler("2.0.0").header("Export-Package", "test.api;version=1.0"))
                        .outcome());
        assertEquals(
                Outcome.DEPLOYED,
                deploy(BundleJar.of("test.client", "1").header("Import-Package", "test.api;version=\"[1,2)\""))
                        .outcome());
        events.clear();
        DeploymentReport report = deploy(handler("3.0.0").header("Export-Package", "test.api;version=2.0"));
        assertEquals(Outcome.REFUSED, report.outcome());
        assertTrue(report.cause().contains("test.client needs package"), report.cause());
        assertUntouched();
        assertNotEquals(null, bundle("test.client"));

        report = deploy(handler("3.0.0").header("Export-Package", "test.api;version=1.1"));
        assertEquals(Outcome.DEPLOYED, report.outcome(), report::toString);
        assertEquals(Bundle.ACTIVE, bundle("test.client").getState());
        assertEquals(
                List.of("test.client"),
                bundles.bundles().stream()
                        .filter(bundle -> bundle.name().equals(NAME))
                        .findFirst()
                        .orElseThrow()
                        .restarts());
    }
}
