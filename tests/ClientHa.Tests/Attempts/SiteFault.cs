namespace ClientHa.Tests.Attempts;

/// <summary>What can happen to a call at a site before its response headers come.</summary>
public enum SiteFault
{
    RefusesConnection,
    ClosesOnAccept,
    ResetsAfterRequest,
    FinishesAfterRequest,
    FinishesInMidFrame,
    AnswersHttp1,
    AnswersGarbage,
    GoesAwayWithError,
    GoesAwayBelowTheCall,
    GoesAwayAboveTheCall,
    RefusesStream,
    CancelsStream,
    BreaksStream,
    CalmsStream,
    SaysUnavailable,
    SaysDrain,
    SaysBehind,
    SaysStarting,
    SaysReadOnly,
    SaysHttp502,
    SaysHttp503,
    SaysHttp504,
    SaysHttp503Behind,
}
