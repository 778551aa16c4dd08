package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The console socket and its client, as the launcher starts it, while bundles come and go. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConsoleIT {
    private static final String JAR = "scst.test.console.jar";
    private static final int NOT_RUNNING = 4;

    @Inject
    private BundleContext context;

    /** What the client showed, and its exit status. */
    private record Shown(int status, String output, String errors) {}

    @Configuration
    public Option[] shippedBundles() {
        Path jar = Path.of(System.getProperty("scst.distribution"))
                .toAbsolutePath()
                .normalize()
                .resolve("bundle/org.scst.runtime.console.jar");
        TestHome.fresh("console");
        return new Option[] {
            ShippedBundles.shipped("console"), systemProperty(JAR).value(jar.toString())
        };
    }

    private static Shown console(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dscst.run=" + System.getProperty("scst.run"),
                "-cp",
                System.getProperty(JAR),
                "org.scst.runtime.console.client.ConsoleClient"));
        command.addAll(List.of(words));
        Path output = Files.createTempFile("console", ".out");
        Path errors = Files.createTempFile("console", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertTrue("no end of " + command, process.waitFor(60, TimeUnit.SECONDS));
            return new Shown(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static Shown awaitAnswer(Predicate<Shown> wanted, String... words) throws Exception {
        return Eventually.found(30, "the wanted answer to " + List.of(words), () -> console(words), wanted);
    }

    private Bundle bundle(String symbolicName) {
        return new Product(context).bundle(symbolicName);
    }

    @Test
    public void shouldPassAWordUnchangedAndItsStatus() throws Exception {
        Shown shown = awaitAnswer(answer -> answer.status() != NOT_RUNNING, "luns", "iqn.x:*;#\\[::1]");
        assertEquals(1, shown.status());
        assertTrue(shown.errors(), shown.errors().contains("there is no target \"iqn.x:*;#\\[::1]\""));
    }

    @Test
    public void shouldAnswerAgainAfterAnUpdateAndNotWhileItIsStopped() throws Exception {
        Bundle bundle = bundle("org.scst.runtime.console");
        awaitAnswer(answer -> answer.status() == 0, "bundles");
        bundle.update();
        assertTrue(
                awaitAnswer(answer -> answer.status() == 0, "bundles").output().contains("org.scst.runtime.console"));
        bundle.stop();
        Shown shown = console("bundles");
        assertEquals(NOT_RUNNING, shown.status());
        assertEquals("not running: start it with ./scst run\n", shown.errors());
        assertFalse(Files.exists(Path.of(System.getProperty("scst.run"), "console.sock")));
        bundle.start();
        awaitAnswer(answer -> answer.status() == 0, "bundles");
    }

    @Test
    public void shouldOfferTheSameCommandsInGogo() throws Exception {
        Shown help = awaitAnswer(answer -> answer.status() == 0, "help", "--json");
        for (String name : List.of("export", "top", "groups", "log")) {
            assertTrue(help.output(), help.output().contains("\"command\": \"" + name + "\""));
            String filter = "(&(osgi.command.scope=scst)(osgi.command.function=" + name + "))";
            assertEquals(name, 1, context.getAllServiceReferences(null, filter).length);
        }
    }

    @Test
    public void shouldChangeTheLevelsOfTheLogWhileItRuns() throws Exception {
        awaitAnswer(answer -> answer.status() == 0, "status");
        assertEquals(
                "org.scst.core logs TRACE.\n",
                console("log", "trace", "org.scst.core").output());
        assertEquals(
                "org.scst.core logs INFO.\n",
                console("log", "default", "org.scst.core").output());
    }

    @Test
    public void shouldSayThatCoreIsAwayAndFindItAgain() throws Exception {
        awaitAnswer(answer -> answer.status() == 0, "status", "--json");
        Bundle core = bundle("org.scst.core");
        core.stop();
        Shown shown = awaitAnswer(answer -> answer.status() == 1, "status");
        assertTrue(shown.errors(), shown.errors().contains("the mid-layer (org.scst.core) is not running"));
        core.start();
        awaitAnswer(answer -> answer.status() == 0, "status");
    }
}
