package org.scst.iscsi.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.Trials;

class NegotiationTest {
    /** Offers one after the other; the answers in order. */
    private static List<String> offer(Negotiation negotiation, Map<String, String> offers) throws TextFormatException {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        negotiation.offer(offers, answers);
        return answers.stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
    }

    private static List<String> offer(String key, String value) throws TextFormatException {
        return offer(new Negotiation(Map.of(), false), Map.of(key, value));
    }

    /** What stands in the table of RFC 7143 clause 13, with this target's wishes, written out once more. */
    @ParameterizedTest
    @CsvSource({
        "HeaderDigest, 'CRC32C,None', CRC32C",
        "HeaderDigest, 'None,CRC32C', None",
        "HeaderDigest, 'X-sha,CRC32C', CRC32C",
        "HeaderDigest, X-sha, Reject",
        "DataDigest, CRC32C, CRC32C",
        "MaxConnections, 8, 1",
        "InitialR2T, No, No",
        "InitialR2T, Yes, Yes",
        "ImmediateData, No, No",
        "ImmediateData, Yes, Yes",
        "MaxBurstLength, 16776192, 1048576",
        "MaxBurstLength, 512, 512",
        "FirstBurstLength, 262144, 65536",
        "FirstBurstLength, 4096, 4096",
        "DefaultTime2Wait, 2, 2",
        "DefaultTime2Wait, 0, 0",
        "DefaultTime2Retain, 20, 0",
        "MaxOutstandingR2T, 1, 1",
        "MaxOutstandingR2T, 64, 32",
        "DataPDUInOrder, No, Yes",
        "DataSequenceInOrder, No, Yes",
        "ErrorRecoveryLevel, 2, 0",
        "OFMarker, Yes, No",
        "IFMarker, Yes, No",
        "OFMarkInt, 2048~8192, Reject",
        "IFMarkInt, 2048, Reject",
        "RDMAExtensions, Yes, No",
        "TaskReporting, 'FastAbort,RFC3720', RFC3720",
        "iSCSIProtocolLevel, 2, 1",
        "X-com.example.key, anything, NotUnderstood",
        "InitialR2t, Yes, NotUnderstood",
    })
    void shouldAnswerAsTheTableSays(String key, String value, String answer) throws TextFormatException {
        assertEquals(List.of(key + "=" + answer), offer(key, value));
    }

    @ParameterizedTest
    @CsvSource({
        "InitialR2T, yes",
        "InitialR2T, ''",
        "ImmediateData, 1",
        "MaxBurstLength, 511",
        "MaxBurstLength, 16777216",
        "MaxBurstLength, 99999999999999999999",
        "MaxBurstLength, -1024",
        "MaxBurstLength, +1024",
        "MaxBurstLength, 0x",
        "MaxBurstLength, ''",
        "MaxBurstLength, '1024 '",
        "MaxBurstLength, \u0661\u0660\u0662\u0664",
        "MaxRecvDataSegmentLength, 0",
        "MaxOutstandingR2T, 0",
        "ErrorRecoveryLevel, 3",
        "DefaultTime2Wait, 3601",
    })
    void shouldRejectAValueThatIsNoneOfTheKey(String key, String value) throws TextFormatException {
        Negotiation negotiation = new Negotiation(Map.of(), false);
        OperationalKey rejected = OperationalKey.of(key);

        assertEquals(List.of(key + "=Reject"), offer(negotiation, Map.of(key, value)));
        assertEquals(rejected.withoutNegotiation(), negotiation.result(rejected));
    }

    @Test
    void shouldReadHexadecimalNumbers() throws TextFormatException {
        assertEquals(List.of("MaxBurstLength=16384"), offer("MaxBurstLength", "0x4000"));
        assertEquals(List.of("MaxBurstLength=16384"), offer("MaxBurstLength", "0X00004000"));
    }

    @Test
    void shouldTakeADeclarationWithoutAnAnswer() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Map.of(), false);

        assertEquals(List.of(), offer(negotiation, Map.of("MaxRecvDataSegmentLength", "65536")));
        assertEquals(65536, negotiation.number(OperationalKey.MaxRecvDataSegmentLength));
    }

    @Test
    void shouldDeclareItsOwnOnceAndReceiveTheDefaultUntilThen() {
        Negotiation negotiation = new Negotiation(Map.of(), false);

        assertEquals(8192, negotiation.receives());
        assertEquals(List.of(Map.entry("MaxRecvDataSegmentLength", "1048576")), negotiation.declarations());
        assertEquals(List.of(), negotiation.declarations());
        assertEquals(1 << 20, negotiation.receives());
    }

    @Test
    void shouldKeepFirstBurstLengthWithinMaxBurstLengthWhereverInTheTextThatStands() throws TextFormatException {
        Map<String, String> offers = new LinkedHashMap<>();
        offers.put("FirstBurstLength", "65536");
        offers.put("MaxBurstLength", "4096");

        assertEquals(
                List.of("MaxBurstLength=4096", "FirstBurstLength=4096"),
                offer(new Negotiation(Map.of(), false), offers));
    }

    @ParameterizedTest
    @CsvSource({
        "HeaderDigest, Reject",
        "InitialR2T, Irrelevant",
        "MaxBurstLength, NotUnderstood",
        "MaxRecvDataSegmentLength, Reject"
    })
    void shouldRefuseAnAnswerInPlaceOfAnOffer(String key, String value) {
        assertThrows(TextFormatException.class, () -> offer(key, value));
    }

    @Test
    void shouldTakeAnAnswerToWhatItHasDeclaredAndADeclarationAfterIt() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Map.of(), false);
        negotiation.declarations();

        assertEquals(List.of(), offer(negotiation, Map.of("MaxRecvDataSegmentLength", "NotUnderstood")));
        assertEquals(List.of(), offer(negotiation, Map.of("MaxRecvDataSegmentLength", "4096")));
        assertEquals(4096, negotiation.number(OperationalKey.MaxRecvDataSegmentLength));
    }

    @ParameterizedTest
    @EnumSource(OperationalKey.class)
    void shouldRefuseAKeyThatIsSettled(OperationalKey key) throws TextFormatException {
        Negotiation negotiation = new Negotiation(Map.of(), false);
        offer(negotiation, Map.of(key.name(), key.withoutNegotiation()));

        assertThrows(TextFormatException.class, () -> offer(negotiation, Map.of(key.name(), key.withoutNegotiation())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxConnections=1",
                "InitialR2T=Yes",
                "ImmediateData=Yes",
                "MaxBurstLength=65536",
                "FirstBurstLength=65536",
                "MaxOutstandingR2T=1",
                "DataPDUInOrder=Yes",
                "DataSequenceInOrder=Yes",
                "TaskReporting=RFC3720"
            })
    void shouldCallKeysAboutDataIrrelevantToADiscoverySession(String pair) throws TextFormatException {
        String[] words = pair.split("=");

        assertEquals(
                List.of(words[0] + "=Irrelevant"), offer(new Negotiation(Map.of(), true), Map.of(words[0], words[1])));
    }

    @Test
    void shouldNegotiateTheRestInADiscoverySession() throws TextFormatException {
        Map<String, String> offers = new LinkedHashMap<>();
        offers.put("HeaderDigest", "None");
        offers.put("DefaultTime2Wait", "2");
        offers.put("ErrorRecoveryLevel", "0");

        assertEquals(
                List.of("HeaderDigest=None", "DefaultTime2Wait=2", "ErrorRecoveryLevel=0"),
                offer(new Negotiation(Map.of(), true), offers));
    }

    @Test
    void shouldNeverAgreeOnMoreThanEitherSideOffers() {
        Trials.each(
                1000,
                values -> agree(
                        values.number(512, (1 << 24) - 1),
                        values.number(512, (1 << 24) - 1),
                        values.number(512, 1 << 21),
                        values.truth()));
    }

    private static void agree(int burst, int firstBurst, int ownBurst, boolean burstFirst) throws TextFormatException {
        Negotiation negotiation =
                new Negotiation(Map.of(OperationalKey.MaxBurstLength, Integer.toString(ownBurst)), false);
        Map<String, String> offers = new LinkedHashMap<>();
        if (burstFirst) {
            offers.put("MaxBurstLength", Integer.toString(burst));
        }
        offers.put("FirstBurstLength", Integer.toString(Math.min(burst, firstBurst)));
        offers.putIfAbsent("MaxBurstLength", Integer.toString(burst));
        offer(negotiation, offers);

        int agreed = negotiation.number(OperationalKey.MaxBurstLength);
        int agreedFirst = negotiation.number(OperationalKey.FirstBurstLength);
        assertEquals(Math.min(burst, ownBurst), agreed);
        assertEquals(Math.min(Math.min(firstBurst, 65536), agreed), agreedFirst);
    }

    @Test
    void shouldAnswerEachKeyByItselfWhateverTheOrder() {
        Trials.each(1000, values -> {
            Negotiation together = new Negotiation(Map.of(), false);
            for (Map.Entry<String, String> offer : offers(values)) {
                Map<String, String> alone = Map.of(offer.getKey(), offer.getValue());

                assertEquals(offer(offer.getKey(), offer.getValue()), offer(together, alone));
            }
        });
    }

    /** Some of the keys, each once and in any order; FirstBurstLength, which depends on another, has its own test. */
    private static List<Map.Entry<String, String>> offers(Arbitrary values) {
        List<OperationalKey> independent = new ArrayList<>(List.of(OperationalKey.values()));
        independent.remove(OperationalKey.FirstBurstLength);
        return values.shuffled(independent).subList(0, values.number(0, independent.size())).stream()
                .map(key -> Map.entry(key.name(), offered(values)))
                .toList();
    }

    private static String offered(Arbitrary values) {
        return values.of("Yes", "No", "None", "CRC32C,None", "0", "1", "512", "65536", "0x2000", "-1", "");
    }
}
