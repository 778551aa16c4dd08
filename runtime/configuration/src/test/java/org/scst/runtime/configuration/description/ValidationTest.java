package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;

class ValidationTest {
    private final Described descriptions = Described.product();
    private final Validation validation = new Validation(descriptions, new SecretFolder(Path.of("/nowhere")));

    private List<Finding> findings(String pid, String name, String text) {
        return validation.findings(
                new ObjectName(pid, name), ConfigurationText.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Finding only(List<Finding> findings) {
        assertEquals(1, findings.size(), () -> "findings: " + findings);
        return findings.getFirst();
    }

    @Test
    void shouldFindNothingInAGoodFile() {
        assertEquals(
                List.of(),
                findings("org.scst.vdisk", "d", "type = fileio\nfile = /srv/d.img\nsize = 10G\nread_only = no\n"));
    }

    @Test
    void shouldSuggestTheNearestKeyForAnUnknownOne() {
        Finding finding = only(findings("org.scst.vdisk", "d", "type = nullio\n\nreadonly = 1\n"));
        assertEquals(3, finding.line());
        assertTrue(finding.blocking());
        assertTrue(finding.cause().contains("\"readonly\""));
        assertEquals("did you mean \"read_only\"?", finding.cure());
    }

    @Test
    void shouldListTheKeysWhenNoneIsNear() {
        assertEquals(
                "it knows: file, read_only, size, type",
                only(findings("org.scst.vdisk", "d", "xyzzy = 1\n")).cure());
    }

    @Test
    void shouldKnowEveryNumberOfAFamily() {
        assertEquals(List.of(), findings("org.scst.iscsi.target", "t", "lun.0 = a\nlun.255 = b read_only\n"));
        assertTrue(only(findings("org.scst.iscsi.target", "t", "lun.x = a\n")).blocking());
    }

    @Test
    void shouldNameTheLineOfAValueThatDoesNotParse() {
        Finding finding = only(findings("org.scst.vdisk", "d", "type = nullio\nread_only = maybe\n"));
        assertEquals(2, finding.line());
        assertTrue(finding.cause().contains("\"maybe\""));
    }

    @Test
    void shouldNotOfferWhatIsDescribedOnlyToBeRefused() {
        descriptions.add("org.scst.odd", true, Described.string("size"), Described.string("refused_sizes"));
        assertEquals(List.of(), findings("org.scst.odd", "d", "refused_sizes = 1\n"));
        assertEquals(
                "it knows: size",
                only(findings("org.scst.odd", "d", "refused_size = 1\n")).cure());
    }

    @Test
    void shouldRefuseAForeignPidThatNobodyKnows() {
        Finding finding = only(findings("com.example.thing", "", "a = 1\n"));
        assertTrue(finding.blocking());
        assertTrue(finding.cause().contains("no installed bundle"));
    }

    @Test
    void shouldLetAProductsPidWaitForItsBundle() {
        Finding finding = only(findings("org.scst.vdsk", "d", "anything = 1\n"));
        assertFalse(finding.blocking());
        assertTrue(finding.cause().contains("did you mean \"org.scst.vdisk\""), finding::cause);
    }

    @Test
    void shouldStillCheckAFileWhoseBundleIsAway() {
        descriptions.withdraw("org.scst.vdisk");
        List<Finding> findings = findings("org.scst.vdisk", "d", "sise = 1\n");
        assertEquals(
                List.of(false, true), findings.stream().map(Finding::blocking).toList());
    }

    @Test
    void shouldAcceptWhatAnUndescribedListenerIsGiven() {
        descriptions.serve("org.example.listener");
        assertEquals(List.of(), findings("org.example.listener", "", "a = 1\n"));
    }

    @Test
    void shouldRefuseANamelessInstanceAndANamedSingleton() {
        assertTrue(
                only(findings("org.scst.vdisk", "", "type = nullio\n")).cure().contains("org.scst.vdisk-NAME.cfg"));
        assertTrue(only(findings("org.scst.iscsi", "x", "threads = 2\n")).cure().contains("org.scst.iscsi.cfg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "secret", "incoming_password", "chap.secret", "Password"})
    void shouldRefuseSecretsWithTheCureAndWithoutShowingThem(String key) {
        for (String pid : List.of("org.scst.iscsi.target", "org.scst.unknown")) {
            List<Finding> findings = findings(pid, "t", key + " = tooManySecrets\n");
            Finding finding = findings.getLast();
            assertEquals(1, finding.line());
            assertTrue(finding.blocking());
            assertTrue(finding.cure().contains(key + "_file"), finding::cure);
            assertTrue(findings.stream().noneMatch(f -> (f.cause() + f.cure()).contains("tooManySecrets")));
        }
    }

    @Test
    void shouldNotTakeTheNameOfASecretsFileForASecret() {
        assertEquals(
                List.of(),
                new Validation(new Described().serve("org.scst.x"), new SecretFolder(Path.of("/nowhere")))
                        .findings(
                                new ObjectName("org.scst.x", ""),
                                ConfigurationText.read("password_file = a\n".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IncomingUser", "IncomingUser1", "IncomingUser42", "OutgoingUser", "incominguser"})
    void shouldRefuseSecretsBesideTheNameOfAnAccount(String key) {
        for (String pid : List.of("org.scst.iscsi.target", "org.scst.iscsi", "org.scst.unknown")) {
            for (String value : List.of(
                    "joe tooManySecrets",
                    "\"joe tooManySecrets\"",
                    "tooManySecrets",
                    "joe tooManySecrets password_file=f",
                    "joe password_file=f tooManySecrets",
                    "joe password=tooManySecrets")) {
                List<Finding> findings = findings(pid, "t", key + " = " + value + "\n");
                assertTrue(findings.stream().anyMatch(f -> f.blocking() && f.line() == 1), findings::toString);
                assertTrue(findings.stream().anyMatch(f -> f.cure().contains(key + " = NAME password_file=FILE")));
                assertTrue(findings.stream().noneMatch(f -> (f.cause() + f.cure()).contains("tooManySecrets")));
            }
        }
    }

    @Test
    void shouldCheckAnAccountsSecretAndItsLength(@TempDir Path etc) throws IOException {
        Path secrets = Files.createDirectory(
                etc.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = Files.createFile(
                secrets.resolve("joe"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Validation there = new Validation(descriptions, new SecretFolder(etc));
        ConfigurationText text =
                ConfigurationText.read("IncomingUser = joe password_file=joe\nIncomingUser1 = b password_file = joe\n"
                        .getBytes(StandardCharsets.UTF_8));
        assertTrue(there.namesSecret(text));

        Files.writeString(file, "only11bytes\r\n");
        assertEquals(
                2,
                there.findings(new ObjectName("org.scst.iscsi.target", "t"), text)
                        .size());
        Files.writeString(file, "twelve-bytes\n");
        assertEquals(List.of(), there.findings(new ObjectName("org.scst.iscsi.target", "t"), text));
        assertTrue(only(there.findings(
                        new ObjectName("org.scst.vdisk", "d"),
                        ConfigurationText.read(
                                "IncomingUser = joe password_file=joe\n".getBytes(StandardCharsets.UTF_8))))
                .cause()
                .contains("has no property"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"service.pid", "scst.file", "felix.fileinstall.filename"})
    void shouldRefuseReservedKeys(String key) {
        assertTrue(findings("org.scst.unknown", "t", key + " = x\n")
                .getLast()
                .cause()
                .contains("reserved"));
    }

    @Test
    void shouldHandOverBooleansCanonically() {
        assertEquals(
                Map.of("read_only", "true", "size", "1"),
                validation.canonical(new ObjectName("org.scst.vdisk", "d"), Map.of("read_only", "yes", "size", "1")));
    }

    @Test
    void shouldHandOverAFamilyInOneProperty() {
        Map<String, String> file = new LinkedHashMap<>();
        file.put("lun.10", "ten");
        file.put("name", "iqn.x:san");
        file.put("lun.0", "zero read_only");
        file.put("lun.007", "seven");
        Map<String, String> held = validation.canonical(new ObjectName("org.scst.iscsi.target", "t"), file);
        assertEquals(Map.of("name", "iqn.x:san", "lun.N", "0 zero read_only\n007 seven\n10 ten\n"), held);
        assertEquals(file, Family.expanded(held));
    }

    @Test
    void shouldHandOverTheSameInWhateverOrderAFamilyIsWritten() {
        ObjectName target = new ObjectName("org.scst.iscsi.target", "t");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("lun.2", "b");
        other.put("lun.1", "a");
        assertEquals(
                validation.canonical(target, new TreeMap<>(other)).get("lun.N"),
                validation.canonical(target, other).get("lun.N"));
    }

    @Test
    void shouldWantANumberInPlaceOfN() {
        Finding finding = only(findings("org.scst.iscsi.target", "t", "name = iqn.x:san\nlun.N = a\n"));
        assertTrue(finding.blocking());
        assertEquals(2, finding.line());
        assertEquals("write a number in place of N", finding.cure());
    }

    @Test
    void shouldNotKnowANumberOfTenDigits() {
        assertEquals(List.of(), findings("org.scst.iscsi.target", "t", "lun.123456789 = a\n"));
        assertTrue(only(findings("org.scst.iscsi.target", "t", "lun.1234567890 = a\n"))
                .blocking());
    }
}
